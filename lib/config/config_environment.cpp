#include "lib/config/config_environment.hpp"

#include "lib/text/text_parts.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <array>

namespace docbuild {

namespace {

struct Variable {
    std::string_view name;
    std::string_view takes;
    /// Reads the text into the layer; false where it is no such value.
    bool (*read)(std::string_view text, ConfigLayer& layer);
};

constexpr std::string_view a_duration = "a duration such as '90s', '5min' or '2h'";
constexpr std::array variables = {
    Variable{"DOCBUILD_JOBS", "'auto' or a number of at least 1",
             [](std::string_view text, ConfigLayer& layer) {
                 return (layer.jobs = parse_jobs(text)).has_value();
             }},
    Variable{"DOCBUILD_MODE", "'auto', 'serial' or 'parallel'",
             [](std::string_view text, ConfigLayer& layer) {
                 return (layer.mode = parse_mode_choice(text)).has_value();
             }},
    Variable{"DOCBUILD_TIMEOUT", a_duration,
             [](std::string_view text, ConfigLayer& layer) {
                 return (layer.timeout = parse_duration(text)).has_value();
             }},
    Variable{"DOCBUILD_GRACE", a_duration,
             [](std::string_view text, ConfigLayer& layer) {
                 return (layer.grace = parse_duration(text)).has_value();
             }},
    Variable{"DOCBUILD_RETRIES", "a number of at least 0",
             [](std::string_view text, ConfigLayer& layer) {
                 return (layer.retries = number_in<unsigned>(text)).has_value();
             }},
};

} // namespace

std::vector<ConfigLayer>
layers_of_environment(const std::map<std::string, std::string>& environment) {
    std::vector<ConfigLayer> layers;
    std::vector<Diagnostic> faults;
    for (const Variable& variable : variables) {
        const auto found = environment.find(std::string(variable.name));
        if (found == environment.end() || found->second.empty()) {
            continue;
        }
        ConfigLayer layer;
        layer.origin = variable.name;
        if (variable.read(found->second, layer)) {
            layers.push_back(std::move(layer));
        } else {
            faults.push_back(
                {{std::string(variable.name), 0, 0, {}},
                 fmt::format("{} is not {}", in_quotes(found->second), variable.takes)});
        }
    }
    if (!faults.empty()) {
        throw InputError(faults);
    }
    return layers;
}

} // namespace docbuild
