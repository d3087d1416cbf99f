// Reads UTF-8 character by character, and tells how many columns of a terminal each takes.
// It does not know what a text is for, nor which terminal shows it.
#pragma once

#include <cstddef>
#include <string_view>

namespace docbuild {

/// What stands for bytes that are no UTF-8.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

struct Character {
    char32_t code = 0xFFFD;
    std::size_t length = 1; // bytes
    bool is_valid = false;  // false: the one byte belongs to no character
};

/// The character at `offset`, which is inside `text`. Overlong forms, surrogates and cut-off
/// sequences are not valid (Unicode 15, table 3-7).
Character character_at(std::string_view text, std::size_t offset);

/// 0 for combining and invisible characters, 2 for wide ones (Unicode, UAX #11), else 1. Symbols
/// that only some terminals draw wide count as wide: a line cut early is better than a wrapped one.
unsigned columns_of(char32_t code);

} // namespace docbuild
