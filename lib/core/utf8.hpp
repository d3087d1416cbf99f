// Reads UTF-8 character by character, and shows any bytes in a message.
// It does not know what the text is part of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace docbuild {

/// The byte order mark that some editors put before a UTF-8 text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The number of bytes of the character at `offset`; 0 where it is no valid UTF-8 (Unicode 15,
/// table 3-7: no overlong forms, no surrogates) or the text ends.
std::size_t character_length(std::string_view text, std::size_t offset);

/// The offset of the first byte that is no UTF-8; npos where all is.
std::size_t first_invalid_utf8(std::string_view text);

/// The code point of a valid character.
char32_t code_point(std::string_view character);

/// True for C0 and C1 controls and DEL.
bool is_control(char32_t character);

/// `text` for a message: control characters and bytes that are no UTF-8 become `\xNN`.
std::string visible(std::string_view text);

/// The same between quotes: `'text'`.
std::string in_quotes(std::string_view text);

} // namespace docbuild
