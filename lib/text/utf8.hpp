// Reads UTF-8 character by character, and shows any bytes in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace docbuild {

/// The byte order mark that some editors put before a UTF-8 text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Character {
    char32_t code = 0;
    std::size_t length = 1; // bytes
    bool is_valid = false;  // false: the one byte, which is the code, belongs to no character
};

/// The character at `offset`, which is inside `text`. Overlong forms, surrogates and cut-off
/// sequences are not valid (Unicode 15, table 3-7).
Character character_at(std::string_view text, std::size_t offset);

/// The offset of the first byte that is no UTF-8; npos where all is.
std::size_t first_invalid_utf8(std::string_view text);

/// True for C0 and C1 controls and DEL.
bool is_control(char32_t character);

/// `text` for a message: control characters and bytes that are no UTF-8 become `\xNN`.
std::string visible(std::string_view text);

/// The same between quotes: `'text'`.
std::string in_quotes(std::string_view text);

} // namespace docbuild
