#include "lib/config/config_loader.hpp"

#include "lib/json/json_node.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <array>

namespace docbuild {

namespace {

std::optional<Jobs> read_jobs(const JsonNode& node) {
    if (node.number()) {
        const auto number = read_count(node, 1);
        return number ? std::optional<Jobs>(*number) : std::nullopt;
    }
    if (node.is_text("auto")) {
        return AutoJobs{};
    }
    node.fault("\"auto\" or a whole number of at least 1 is expected");
    return std::nullopt;
}

void read_condition(const JsonNode& node, ModeRule& rule) {
    const auto text = read_text(node);
    const auto condition = text ? parse_version_condition(*text) : std::nullopt;
    if (condition) {
        rule.condition = *condition;
    } else if (text) {
        node.fault("a condition is expected: \"<3.0.0\", \">=2.11\" or \">=2.11,<3\"");
    }
}

void read_mode(const JsonNode& node, ModeRule& rule) {
    for (const Mode mode : {Mode::serial, Mode::parallel}) {
        if (node.is_text(name_of(mode))) {
            rule.mode = mode;
            return;
        }
    }
    node.fault("\"serial\" or \"parallel\" is expected");
}

void read_reason(const JsonNode& node, ModeRule& rule) {
    const auto text = read_text(node);
    if (text && text->empty()) {
        node.fault("the reason is empty; say why, or leave the key out");
    }
    rule.reason = text.value_or("");
}

constexpr std::array<Member<ModeRule>, 3> rule_members = {{
    {"version", read_condition},
    {"mode", read_mode},
    {"reason", read_reason},
}};

std::optional<std::vector<ModeRule>> read_modes(const JsonNode& node) {
    const auto* const list = node.require<JsonValue::List>("a list of rules");
    if (list == nullptr) {
        return std::nullopt;
    }
    if (list->empty()) {
        node.fault("the list is empty; a rule is expected: { \"mode\": \"parallel\" }");
    }
    std::vector<ModeRule> rules(list->size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const JsonNode element = node.element(i);
        read_members<ModeRule>(element, rule_members, rules[i]);
        if (element.as<JsonValue::Object>() != nullptr && !element.has("mode")) {
            element.fault("the rule has no 'mode'; \"serial\" or \"parallel\" is expected");
        }
    }
    return rules;
}

constexpr std::array<Member<ConfigLayer>, 8> layer_members = {{
    {"platform", [](const JsonNode& n, ConfigLayer& into) { into.platform = read_text(n); }},
    {"modes", [](const JsonNode& n, ConfigLayer& into) { into.modes = read_modes(n); }},
    {"jobs", [](const JsonNode& n, ConfigLayer& into) { into.jobs = read_jobs(n); }},
    {"timeout", [](const JsonNode& n, ConfigLayer& into) { into.timeout = read_duration(n); }},
    {"grace", [](const JsonNode& n, ConfigLayer& into) { into.grace = read_duration(n); }},
    {"retries", [](const JsonNode& n, ConfigLayer& into) { into.retries = read_count(n, 0); }},
    {"environment",
     [](const JsonNode& n, ConfigLayer& into) { into.environment = read_environment(n); }},
    {"$schema", [](const JsonNode&, ConfigLayer&) {}},
}};

void check_platform(const ConfigLayer& layer, const Platform& running_on,
                    std::vector<Problem>& problems) {
    if (layer.platform && *layer.platform != running_on.name) {
        problems.push_back(
            {"/platform", fmt::format("this configuration is for {}, but the platform is {}",
                                      in_quotes(*layer.platform), in_quotes(running_on.name))});
    }
}

} // namespace

ConfigLayer load_config(std::string_view text, const std::string& file,
                        const Platform& running_on) {
    const JsonText json = parse_json(text, file);
    std::vector<Problem> problems = json.duplicate_keys;
    ConfigLayer layer;
    layer.origin = file;
    read_members<ConfigLayer>(JsonNode(json.value, problems), layer_members, layer);
    check_platform(layer, running_on, problems);
    if (!problems.empty()) {
        throw InputError(locate(problems, text, file));
    }
    return layer;
}

} // namespace docbuild
