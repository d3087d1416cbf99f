// Walks over a whole JSON text (comments allowed) and tells where each value stands, or what is
// wrong and where. It does not know what the values mean, nor keeps them.
#pragma once

#include "lib/core/json_lexer.hpp"

#include <functional>

namespace docbuild {

/// Deeper texts are refused: no manifest needs it, and readers may recurse.
inline constexpr std::size_t deepest_nesting = 100;

struct JsonPosition {
    std::size_t key = 0;   // byte offset of the member's name (the value's where it is no member)
    std::size_t value = 0; // byte offset of the value
};

/// Called for each value before what is inside it.
using JsonVisit = std::function<void(const std::string& pointer, JsonPosition position)>;

/// The first fault of `text`, where it has one; until there `visit` is called.
std::optional<JsonFault> scan_json(std::string_view text, const JsonVisit& visit);

/// The JSON pointers (RFC 6901) of a member and of an element.
std::string member_pointer(std::string_view parent, std::string_view key);
std::string element_pointer(std::string_view parent, std::size_t index);

} // namespace docbuild
