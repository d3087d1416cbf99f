// Takes texts apart that programs write: fields, lines and numbers.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <vector>

namespace docbuild {

/// What stands before, between and behind the separators: one part more than there are of these.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The number that `text` is as a whole; empty if it is none, or one that does not fit.
template <std::integral Number>
std::optional<Number> number_in(std::string_view text, int base = 10) {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, base);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

} // namespace docbuild
