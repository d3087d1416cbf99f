// Makes any bytes fit to be shown: valid UTF-8, no control characters, not wider than there is
// room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace docbuild {

/// `text` as one line that does a terminal no harm: whole escape sequences (ECMA-48) are dropped,
/// tabs become spaces up to the next eighth column, other control characters are shown as `^X`,
/// bytes that are no UTF-8, C1 controls and characters that turn the writing direction around as
/// U+FFFD.
std::string sanitize_for_terminal(std::string_view text);

/// A line of a log as a terminal would have left it: what a carriage return overwrote is gone; then
/// as `sanitize_for_terminal`. More than `widest` columns are cut off.
std::string sanitize_log_line(std::string_view line, std::size_t widest = 400);

/// How many columns `text` takes once sanitized.
std::size_t columns_of(std::string_view text);

/// `text` if it fits `columns`, else its beginning and `...`; a room of less than four columns gets
/// as many dots.
std::string cut(std::string_view text, std::size_t columns);

} // namespace docbuild
