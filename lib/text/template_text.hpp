// Strings with placeholders: which names they hold, and the text once these are filled in.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// The names between braces in `text`, in order: `{source}` gives "source"; `{{` and `}}` are
/// braces. A lone brace is a fault: the result is then empty and `fault` says where (character
/// position from 1).
struct Placeholders {
    std::vector<std::string> names;
    std::string fault;
};
Placeholders placeholders_in(std::string_view text);

/// Replaces each placeholder in `text` by what `value_of` gives for its name. A lone brace stays.
std::string substitute(std::string_view text,
                       const std::function<std::string(std::string_view)>& value_of);

/// The names that every string of a stage may use, `env:NAME` and variables aside.
std::span<const std::string_view> known_placeholders();

/// What stands before the name in `{env:NAME}`.
inline constexpr std::string_view environment_prefix = "env:";

} // namespace docbuild
