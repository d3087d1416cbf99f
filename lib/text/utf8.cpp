#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <iterator>

namespace docbuild {

namespace {

/// The form of a lead byte: how many bytes, the bits it bears, the least code of that length.
struct Form {
    std::size_t length;
    char32_t bits;
    char32_t least;
};

Form form_of(unsigned char lead) {
    if ((lead & 0xE0U) == 0xC0U) {
        return {2, lead & 0x1FU, 0x80};
    }
    if ((lead & 0xF0U) == 0xE0U) {
        return {3, lead & 0x0FU, 0x800};
    }
    if ((lead & 0xF8U) == 0xF0U) {
        return {4, lead & 0x07U, 0x10000};
    }
    return {0, 0, 0};
}

} // namespace

Character character_at(std::string_view text, std::size_t offset) {
    const auto lead = static_cast<unsigned char>(text[offset]);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    const Character invalid{lead, 1, false};
    const Form form = form_of(lead);
    if (form.length == 0 || form.length > text.size() - offset) {
        return invalid;
    }
    char32_t code = form.bits;
    for (std::size_t i = 1; i < form.length; ++i) {
        const auto byte = static_cast<unsigned char>(text[offset + i]);
        if ((byte & 0xC0U) != 0x80U) {
            return invalid;
        }
        code = (code << 6U) | (byte & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool is_valid = code >= form.least && code <= 0x10FFFF && !is_surrogate;
    return is_valid ? Character{code, form.length, true} : invalid;
}

std::size_t first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Character character = character_at(text, i);
        if (!character.is_valid) {
            return i;
        }
        i += character.length;
    }
    return std::string_view::npos;
}

bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

std::string visible(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size();) {
        const Character character = character_at(text, i);
        const std::string_view bytes = text.substr(i, character.length);
        if (!character.is_valid || is_control(character.code)) {
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
