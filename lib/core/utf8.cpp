#include "lib/core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace docbuild {

namespace {

unsigned byte_at(std::string_view text, std::size_t offset) {
    return offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0U;
}

/// What the first byte of a character says: how many bytes, and the range of the second.
struct Lead {
    std::size_t length;
    unsigned lowest;
    unsigned highest;
};

Lead lead_of(unsigned first) {
    if (first < 0x80) {
        return {1, 0, 0};
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return {2, 0x80, 0xBF};
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return {3, first == 0xE0 ? 0xA0U : 0x80U, first == 0xED ? 0x9FU : 0xBFU};
    }
    if (first >= 0xF0 && first <= 0xF4) {
        return {4, first == 0xF0 ? 0x90U : 0x80U, first == 0xF4 ? 0x8FU : 0xBFU};
    }
    return {0, 0, 0};
}

} // namespace

std::size_t character_length(std::string_view text, std::size_t offset) {
    if (offset >= text.size()) {
        return 0;
    }
    const Lead lead = lead_of(byte_at(text, offset));
    for (std::size_t i = 1; i < lead.length; ++i) {
        const unsigned byte = byte_at(text, offset + i);
        const unsigned lowest = i == 1 ? lead.lowest : 0x80U;
        const unsigned highest = i == 1 ? lead.highest : 0xBFU;
        if (byte < lowest || byte > highest) {
            return 0;
        }
    }
    return lead.length;
}

std::size_t first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = byte_at(text, i) < 0x80 ? 1 : character_length(text, i);
        if (length == 0) {
            return i;
        }
        i += length;
    }
    return std::string_view::npos;
}

char32_t code_point(std::string_view character) {
    const unsigned first = byte_at(character, 0);
    if (character.size() <= 1) {
        return first;
    }
    char32_t code = first & (0x7FU >> character.size());
    for (std::size_t i = 1; i < character.size(); ++i) {
        code = (code << 6U) | (byte_at(character, i) & 0x3FU);
    }
    return code;
}

bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

std::string visible(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text, i);
        const std::string_view bytes = text.substr(i, std::max<std::size_t>(length, 1));
        if (length == 0 || is_control(code_point(bytes))) {
            for (const char byte : bytes) {
                fmt::format_to(std::back_inserter(shown), "\\x{:02X}",
                               static_cast<unsigned char>(byte));
            }
        } else {
            shown += bytes;
        }
        i += bytes.size();
    }
    return shown;
}

std::string in_quotes(std::string_view text) {
    return "'" + visible(text) + "'";
}

} // namespace docbuild
