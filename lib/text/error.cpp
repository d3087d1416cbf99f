#include "lib/text/error.hpp"

#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace docbuild {

namespace {

constexpr std::size_t widest = 100; // characters of a source line that are shown

/// The characters of a UTF-8 text, each control character and stray byte replaced by a space.
std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> characters;
    for (std::size_t i = 0; i < text.size();) {
        const Character character = character_at(text, i);
        const bool is_shown = character.is_valid && !is_control(character.code);
        characters.emplace_back(is_shown ? text.substr(i, character.length) : " ");
        i += character.length;
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

bool is_resource_shortage(int error_number) {
    return error_number == EAGAIN || error_number == ENOMEM || error_number == EMFILE ||
           error_number == ENFILE;
}

} // namespace docbuild
