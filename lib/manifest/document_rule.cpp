#include "lib/manifest/document_rule.hpp"

#include "lib/manifest/stage_keys.hpp"
#include "lib/text/glob.hpp"
#include "lib/text/template_text.hpp"
#include "lib/text/text_parts.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

bool check_glob(const JsonNode& node, const std::string& glob) {
    const std::string fault = glob_fault(glob);
    if (!fault.empty()) {
        node.fault(fault);
    }
    return fault.empty();
}

void read_name(const JsonNode& node, RuleReading& into) {
    const auto name = read_text(node);
    into.rule.name = name.value_or("");
    into.is_usable = into.is_usable && name;
}

void read_match(const JsonNode& node, RuleReading& into) {
    into.rule.match = read_text(node);
    const bool is_glob = into.rule.match && check_glob(node, *into.rule.match);
    into.is_usable = into.is_usable && is_glob;
}

void read_except(const JsonNode& node, RuleReading& into) {
    into.rule.except = read_texts(node).value_or(std::vector<std::string>());
    for (std::size_t i = 0; i < into.rule.except.size(); ++i) {
        check_glob(node.element(i), into.rule.except[i]);
    }
}

void read_stages(const JsonNode& node, RuleReading& into) {
    into.rule.stages = read_texts(node);
    if (!into.rule.stages) {
        return;
    }
    const std::vector<std::string>& names = *into.rule.stages;
    if (names.empty()) {
        node.fault("the list is empty; leave 'stages' out to build all stages");
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!seen.insert(names[i]).second) {
            node.element(i).fault("stage " + in_quotes(names[i]) + " is listed twice; remove one");
        }
    }
}

/// What is wrong with the name of a variable; empty: nothing.
std::string variable_name_fault(const std::string& name) {
    const auto known = known_placeholders();
    if (std::find(known.begin(), known.end(), name) != known.end()) {
        return in_quotes(name) +
               " is a placeholder of docbuild's own; give the variable another name";
    }
    if (name.empty() || name.find_first_of("{}:") != std::string::npos) {
        return in_quotes(name) + " is no name of a variable; it has no '{', '}' or ':'";
    }
    return {};
}

void read_variables(const JsonNode& node, RuleReading& into) {
    for (const JsonNode& member : node.members()) {
        const std::string fault = variable_name_fault(member.key());
        if (!fault.empty()) {
            member.fault_at_key(fault);
        }
        into.rule.variables[member.key()] = read_text(member).value_or("");
    }
}

void read_overrides(const JsonNode& node, RuleReading& into) {
    for (const JsonNode& member : node.members()) {
        StageReading reading = read_stage_keys(member);
        into.rule.overrides[member.key()] = std::move(reading.keys);
        into.overrides[member.key()] = std::move(reading.uses);
    }
}

constexpr std::array<Member<RuleReading>, 8> document_members = {{
    {"name", read_name},
    {"source", [](const JsonNode& n, RuleReading& r) { r.rule.source = read_text(n); }},
    {"match", read_match},
    {"except", read_except},
    {"stages", read_stages},
    {"needs",
     [](const JsonNode& n, RuleReading& r) {
         r.rule.needs = read_texts(n).value_or(std::vector<std::string>());
     }},
    {"variables", read_variables},
    {"overrides", read_overrides},
}};

/// Without `match` a name is taken as it stands, braces and all, unless it asks for a capture.
bool check_captures(const JsonNode& node, const std::string& text,
                    const std::optional<std::string>& match) {
    if (text.find_first_of("{}") == std::string::npos) {
        return true;
    }
    const Placeholders placeholders = placeholders_in(text);
    bool is_good = !match || placeholders.fault.empty();
    if (!is_good) {
        node.fault(placeholders.fault);
    }
    const std::size_t captures = match ? capture_count(*match) : 0;
    for (const std::string& name : placeholders.names) {
        const auto number = number_in<std::size_t>(name);
        const std::string shown = in_quotes("{" + name + "}");
        if (!match && number) {
            node.fault(shown + " stands for what a '*' of 'match' matched; add 'match'");
            is_good = false;
        } else if (match && (!number || *number == 0 || *number > captures)) {
            node.fault(fmt::format("unknown placeholder {}; 'match' has {} '*', the first is "
                                   "'{{1}}'",
                                   shown, captures));
            is_good = false;
        }
    }
    return is_good;
}

void check_members(const JsonNode& node, RuleReading& reading) {
    const DocumentRule& rule = reading.rule;
    if (!node.has("name")) {
        node.fault("the document has no 'name'");
        reading.is_usable = false;
    }
    if (!node.has("source") && !node.has("match")) {
        node.fault("the document has no 'source'; give its directory, or a glob as 'match'");
    }
    for (const JsonNode& child : node.members()) {
        const std::string& key = child.key();
        if (key == "except" && !node.has("match")) {
            child.fault_at_key("'except' leaves out some of what 'match' matches; add 'match'");
        } else if (key == "name" && child.as<std::string>() != nullptr) {
            const bool is_good = check_captures(child, rule.name, rule.match);
            reading.is_usable = reading.is_usable && is_good;
        } else if (key == "source" && rule.source) {
            check_captures(child, *rule.source, rule.match);
        }
    }
}

} // namespace

RuleReading read_document_rule(const JsonNode& node) {
    RuleReading reading;
    reading.rule.pointer = node.pointer();
    read_members<RuleReading>(node, document_members, reading);
    if (node.as<JsonValue::Object>() != nullptr) {
        check_members(node, reading);
    } else {
        reading.is_usable = false;
    }
    return reading;
}

} // namespace docbuild
