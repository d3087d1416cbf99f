// Reads the keys of a stage, of `defaults` and of an override, which are the same.
#pragma once

#include "lib/json/json_node.hpp"
#include "lib/manifest/variable_use.hpp"
#include "lib/text/environment_changes.hpp"

#include <array>
#include <string_view>

namespace docbuild {

struct StageReading {
    StageKeys keys;
    VariableUses uses;
};

StageReading read_stage_keys(const JsonNode& node);

/// The keys that have no meaning beside `command`.
inline constexpr std::array<std::string_view, 5> sphinx_keys = {"sphinx", "arguments", "conf",
                                                                "python", "speedups"};
/// What is wrong with one of these beside `command`.
std::string goes_with_sphinx(std::string_view key);

/// Environment variables, whose values may hold placeholders.
EnvironmentChanges read_environment_templates(const JsonNode& node, VariableUses& uses);

} // namespace docbuild
