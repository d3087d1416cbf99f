#include "lib/core/page_variables.hpp"

#include <algorithm>
#include <set>

namespace docbuild {

namespace {

constexpr std::string_view value_blanks = " \t";

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(value_blanks), text.size()));
}

/// The variable that the argument of a directive in this line begins with; empty: none.
std::string_view variable_in(std::string_view line) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    skip_blanks(line);
    const std::size_t colons = line.find("::");
    if (!line.starts_with(".. ") || colons == std::string_view::npos) {
        return {};
    }
    line.remove_prefix(colons + 2);
    skip_blanks(line);
    if (!line.starts_with('$')) {
        return {};
    }
    line.remove_prefix(1);
    const std::size_t end = line.find_first_not_of(letters);
    return end != std::string_view::npos && line[end] == '/' ? line.substr(0, end)
                                                             : std::string_view();
}

} // namespace

std::vector<std::string> page_variables(std::string_view text) {
    std::set<std::string> names;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view name = variable_in(text.substr(0, end));
        if (!name.empty()) {
            names.emplace(name);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {names.begin(), names.end()};
}

} // namespace docbuild
