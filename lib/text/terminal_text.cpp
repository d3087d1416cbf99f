#include "lib/text/terminal_text.hpp"

#include "lib/text/columns.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";
constexpr char escape = '\x1b';
constexpr char bell = '\a';

bool is_between(char c, char first, char last) {
    return c >= first && c <= last;
}

/// The length of a control sequence `ESC [ ...`; 0 when it is cut off or malformed.
std::size_t control_sequence_length(std::string_view text) {
    std::size_t end = 2;
    while (end < text.size() && is_between(text[end], 0x20, 0x3F)) {
        ++end;
    }
    return end < text.size() && is_between(text[end], 0x40, 0x7E) ? end + 1 : 0;
}

/// The length of `ESC ] ...` and its like, which end with BEL or `ESC \`; 0 when it is cut off.
std::size_t control_string_length(std::string_view text) {
    for (std::size_t end = 2; end < text.size(); ++end) {
        if (text[end] == bell) {
            return end + 1;
        }
        if (text[end] == escape) {
            return text.substr(end + 1).starts_with('\\') ? end + 2 : 0;
        }
    }
    return 0;
}

/// The length of the escape sequence that `text` starts with; 0 when it is none that is whole.
std::size_t escape_length(std::string_view text) {
    if (text.size() < 2) {
        return 0;
    }
    if (text[1] == '[') {
        return control_sequence_length(text);
    }
    if (std::string_view("]PX^_").find(text[1]) != std::string_view::npos) {
        return control_string_length(text);
    }
    std::size_t end = 1;
    while (end < text.size() && is_between(text[end], 0x20, 0x2F)) {
        ++end;
    }
    return end < text.size() && is_between(text[end], 0x30, 0x7E) ? end + 1 : 0;
}

bool must_not_be_shown(const Character& character) {
    const char32_t code = character.code;
    const bool is_c1 = code >= 0x80 && code <= 0x9F;
    const bool turns_direction =
        (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return !character.is_valid || is_c1 || turns_direction;
}

bool is_printable_ascii(char c) {
    return is_between(c, 0x20, 0x7E);
}

/// What is shown for the character of `text` at `offset`, `column` columns into the line.
std::string shown(std::string_view text, std::size_t offset, const Character& character,
                  std::size_t column) {
    constexpr std::size_t tab = 8;
    if (character.code == '\t') {
        return std::string(tab - column % tab, ' ');
    }
    if (character.code < 0x20 || character.code == 0x7F) {
        return {'^', static_cast<char>(character.code ^ 0x40U)};
    }
    return std::string(must_not_be_shown(character) ? replacement_character
                                                    : text.substr(offset, character.length));
}

} // namespace

std::string sanitize_for_terminal(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_printable_ascii)) {
        return std::string(text);
    }
    std::string line;
    std::size_t column = 0;
    for (std::size_t offset = 0; offset < text.size();) {
        const std::size_t skipped = text[offset] == escape ? escape_length(text.substr(offset)) : 0;
        if (skipped > 0) {
            offset += skipped;
            continue;
        }
        const Character character = character_at(text, offset);
        const std::string piece = shown(text, offset, character, column);
        line += piece;
        column += columns_of(piece);
        offset += character.length;
    }
    return line;
}

std::string sanitize_log_line(std::string_view line, std::size_t widest) {
    while (line.ends_with('\r') || line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    const std::size_t overwritten = line.rfind('\r');
    if (overwritten != std::string_view::npos) {
        line.remove_prefix(overwritten + 1);
    }
    return cut(sanitize_for_terminal(line), widest);
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t offset = 0; offset < text.size();) {
        const Character character = character_at(text, offset);
        columns += columns_of(character.code);
        offset += character.length;
    }
    return columns;
}

std::string cut(std::string_view text, std::size_t columns) {
    constexpr std::string_view dots = "...";
    if (columns_of(text) <= columns) {
        return std::string(text);
    }
    if (columns <= dots.size()) {
        return std::string(dots.substr(0, columns));
    }
    std::size_t room = columns - dots.size();
    std::size_t offset = 0;
    while (offset < text.size()) {
        const Character character = character_at(text, offset);
        if (columns_of(character.code) > room) {
            break;
        }
        room -= columns_of(character.code);
        offset += character.length;
    }
    return std::string(text.substr(0, offset)).append(dots);
}

} // namespace docbuild
