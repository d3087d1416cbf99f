#include "lib/text/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

enum class Kind { literal, placeholder, lone_brace };

/// A stretch of a template: its text or name, and where the next one starts.
struct Piece {
    Kind kind;
    std::string_view text;
    std::size_t next;
};

Piece piece_at(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c != '{' && c != '}') {
        const std::size_t end = std::min(text.find_first_of("{}", at), text.size());
        return {Kind::literal, text.substr(at, end - at), end};
    }
    if (at + 1 < text.size() && text[at + 1] == c) {
        return {Kind::literal, text.substr(at, 1), at + 2};
    }
    const std::size_t close = text.find_first_of("{}", at + 1);
    const bool is_closed = close != std::string_view::npos && text[close] == '}';
    if (c == '{' && is_closed && close > at + 1) {
        return {Kind::placeholder, text.substr(at + 1, close - at - 1), close + 1};
    }
    return {Kind::lone_brace, text.substr(at, 1), at + 1};
}

std::size_t character_position(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::count_if(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset),
                   [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

constexpr std::array<std::string_view, 7> known = {"document", "stage",        "source", "output",
                                                   "build",    "manifest_dir", "jobs"};

} // namespace

Placeholders placeholders_in(std::string_view text) {
    Placeholders found;
    for (std::size_t at = 0; at < text.size();) {
        const Piece piece = piece_at(text, at);
        if (piece.kind == Kind::lone_brace) {
            return {{},
                    fmt::format("lone '{0}' at character {1} of the string; write '{0}{0}' for a "
                                "brace",
                                piece.text, character_position(text, at))};
        }
        if (piece.kind == Kind::placeholder) {
            found.names.emplace_back(piece.text);
        }
        at = piece.next;
    }
    return found;
}

std::string substitute(std::string_view text,
                       const std::function<std::string(std::string_view)>& value_of) {
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
        const Piece piece = piece_at(text, at);
        if (piece.kind == Kind::placeholder) {
            filled += value_of(piece.text);
        } else {
            filled += piece.text;
        }
        at = piece.next;
    }
    return filled;
}

std::span<const std::string_view> known_placeholders() {
    return known;
}

} // namespace docbuild
