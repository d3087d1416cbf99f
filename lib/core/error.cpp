#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace docbuild {

namespace {

constexpr std::size_t widest = 100; // characters of a source line that are shown

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The characters of a UTF-8 text, control characters replaced by a space.
std::vector<std::string> characters_of(const std::string& text) {
    std::vector<std::string> characters;
    for (const char c : text) {
        if (continues_character(c) && !characters.empty()) {
            characters.back() += c;
        } else {
            const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
            characters.emplace_back(1, is_control ? ' ' : c);
        }
    }
    return characters;
}

/// The source line, cut to `widest` characters around the column, and the caret's line.
std::string excerpt(const Place& place) {
    const auto characters = characters_of(place.source_line);
    const std::size_t column = place.column == 0 ? 0 : place.column - 1;
    const std::size_t from = column > widest - 20 ? column - (widest - 20) : 0;
    std::string line;
    const std::size_t first = from - std::min<std::size_t>(from, place.hidden);
    for (std::size_t i = first; i < characters.size() && i < first + widest; ++i) {
        line += characters[i];
    }
    return fmt::format("  {}\n  {}^", line, std::string(column - from, ' '));
}

std::string join(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += text.empty() ? "" : "\n";
        text += render(diagnostic);
    }
    return text;
}

} // namespace

std::string render(const Diagnostic& diagnostic) {
    const Place& place = diagnostic.place;
    if (place.line == 0) {
        return place.file.empty() ? diagnostic.message
                                  : fmt::format("{}: {}", place.file, diagnostic.message);
    }
    return fmt::format("{}:{}:{}: {}\n{}", place.file, place.line, place.column, diagnostic.message,
                       excerpt(place));
}

InputError::InputError(const std::vector<Diagnostic>& diagnostics)
    : Error(ExitStatus::wrong_input, join(diagnostics), true) {}

std::string system_message(const std::string& call, const std::string& object, int error_number) {
    return fmt::format("{}: {}: {}", call, object, std::strerror(error_number));
}

} // namespace docbuild
