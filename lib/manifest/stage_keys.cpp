#include "lib/manifest/stage_keys.hpp"

#include "lib/text/glob.hpp"
#include "lib/text/template_text.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

/// Notes what is wrong with the placeholders of a string, and which are not docbuild's own.
void check_template(const JsonNode& node, const std::string& text, const std::string& slot,
                    VariableUses& uses) {
    const Placeholders placeholders = placeholders_in(text);
    if (!placeholders.fault.empty()) {
        node.fault(placeholders.fault);
    }
    const auto known = known_placeholders();
    for (const std::string& name : placeholders.names) {
        if (name == environment_prefix ||
            (name.starts_with(environment_prefix) && name.find('=') != std::string::npos)) {
            node.fault("'{" + name + "}' names no environment variable; write '{env:NAME}'");
        } else if (!name.starts_with(environment_prefix) &&
                   std::find(known.begin(), known.end(), name) == known.end()) {
            uses.uses.push_back({slot, name, node.pointer()});
        }
    }
}

std::optional<std::string> read_template(const JsonNode& node, VariableUses& uses) {
    auto text = read_text(node);
    uses.slots.insert(node.key());
    if (text) {
        check_template(node, *text, node.key(), uses);
    }
    return text;
}

std::optional<std::vector<std::string>> read_templates(const JsonNode& node, VariableUses& uses) {
    auto texts = read_texts(node);
    uses.slots.insert(node.key());
    for (std::size_t i = 0; texts && i < texts->size(); ++i) {
        check_template(node.element(i), (*texts)[i], node.key(), uses);
    }
    return texts;
}

std::optional<std::vector<std::string>> read_globs(const JsonNode& node, VariableUses& uses) {
    auto globs = read_templates(node, uses);
    for (std::size_t i = 0; globs && i < globs->size(); ++i) {
        const std::string fault = glob_fault((*globs)[i]);
        if (!fault.empty()) {
            node.element(i).fault(fault);
        }
    }
    return globs;
}

std::optional<std::vector<std::string>> read_command(const JsonNode& node, VariableUses& uses) {
    auto words = read_templates(node, uses);
    if (words && words->empty()) {
        node.fault("the command is empty; its first word is the program");
    } else if (words && words->front().empty()) {
        node.element(0).fault("the program's name is empty");
    }
    return words;
}

std::optional<Preload> read_preload(const JsonNode& node) {
    if (const auto* const flag = node.as<bool>(); flag != nullptr && !*flag) {
        return PreloadOff{};
    }
    if (node.is_text("auto")) {
        return PreloadAuto{};
    }
    if (node.as<JsonValue::List>() == nullptr) {
        node.fault("false, \"auto\" or a list of module names is expected");
        return std::nullopt;
    }
    auto modules = read_texts(node);
    return modules ? std::optional<Preload>(std::move(*modules)) : std::nullopt;
}

using Into = StageReading;

void read_command_key(const JsonNode& node, Into& into) {
    into.keys.command = read_command(node, into.uses);
    into.uses.slots.insert(sphinx_keys.begin(), sphinx_keys.end());
}

void read_sphinx_key(const JsonNode& node, Into& into) {
    into.keys.sphinx = read_text(node);
    if (into.keys.sphinx && into.keys.sphinx->empty()) {
        node.fault("the builder's name is empty; name one of Sphinx's, such as \"html\"");
    }
    into.uses.slots.insert({"command", node.key()});
}

constexpr std::array<Member<Into>, 21> stage_members = {{
    {"command", read_command_key},
    {"sphinx", read_sphinx_key},
    {"arguments",
     [](const JsonNode& n, Into& into) { into.keys.arguments = read_templates(n, into.uses); }},
    {"conf", [](const JsonNode& n, Into& into) { into.keys.conf = read_template(n, into.uses); }},
    {"python",
     [](const JsonNode& n, Into& into) { into.keys.python = read_template(n, into.uses); }},
    {"speedups", [](const JsonNode& n, Into& into) { into.keys.speedups = read_flag(n); }},
    {"after", [](const JsonNode& n, Into& into) { into.keys.after = read_texts(n); }},
    {"outputs",
     [](const JsonNode& n, Into& into) { into.keys.outputs = read_templates(n, into.uses); }},
    {"inputs", [](const JsonNode& n, Into& into) { into.keys.inputs = read_globs(n, into.uses); }},
    {"ignore", [](const JsonNode& n, Into& into) { into.keys.ignore = read_globs(n, into.uses); }},
    {"depfile",
     [](const JsonNode& n, Into& into) { into.keys.depfile = read_template(n, into.uses); }},
    {"cwd", [](const JsonNode& n, Into& into) { into.keys.cwd = read_template(n, into.uses); }},
    {"environment",
     [](const JsonNode& n, Into& into) {
         into.keys.environment = read_environment_templates(n, into.uses);
     }},
    {"timeout", [](const JsonNode& n, Into& into) { into.keys.timeout = read_duration(n); }},
    {"grace", [](const JsonNode& n, Into& into) { into.keys.grace = read_duration(n); }},
    {"retries", [](const JsonNode& n, Into& into) { into.keys.retries = read_count(n, 0); }},
    {"oom_retries",
     [](const JsonNode& n, Into& into) { into.keys.oom_retries = read_count(n, 0); }},
    {"log_limit", [](const JsonNode& n, Into& into) { into.keys.log_limit = read_bytes(n); }},
    {"slots", [](const JsonNode& n, Into& into) { into.keys.slots = read_count(n, 1); }},
    {"default", [](const JsonNode& n, Into& into) { into.keys.is_default = read_flag(n); }},
    {"preload", [](const JsonNode& n, Into& into) { into.keys.preload = read_preload(n); }},
}};

} // namespace

StageReading read_stage_keys(const JsonNode& node) {
    StageReading reading;
    read_members<StageReading>(node, stage_members, reading);
    if (node.has("command")) {
        for (const JsonNode& member : node.members()) {
            if (std::ranges::find(sphinx_keys, member.key()) != sphinx_keys.end()) {
                member.fault_at_key(goes_with_sphinx(member.key()));
            }
        }
    }
    return reading;
}

std::string goes_with_sphinx(std::string_view key) {
    return key == "sphinx" ? "'sphinx' takes the place of 'command'; remove one of the two"
                           : in_quotes(key) + " goes with 'sphinx', not with 'command'; remove it";
}

EnvironmentChanges read_environment_templates(const JsonNode& node, VariableUses& uses) {
    EnvironmentChanges changes = read_environment(node);
    if (node.as<JsonValue::Object>() == nullptr) {
        return changes;
    }
    for (const JsonNode& member : node.members()) {
        const std::string slot = "environment/" + member.key();
        uses.slots.insert(slot);
        const auto change = changes.find(member.key());
        if (change != changes.end() && change->second) {
            check_template(member, *change->second, slot, uses);
        }
    }
    return changes;
}

} // namespace docbuild
