// JSON pointers (RFC 6901), which name the values of a text.
#pragma once

#include "lib/json/json_value.hpp"

namespace docbuild {

std::string member_pointer(std::string_view parent, std::string_view key);
std::string element_pointer(std::string_view parent, std::size_t index);

/// The byte offset of the value that `pointer` names, or of its key. If the text has no such value
/// (it is missing, or comes from `defaults`): that of the key of what it would be in.
std::size_t offset_of(const JsonValue& root, std::string_view pointer, bool at_key);

} // namespace docbuild
