// Finds the place of a JSON pointer's key and value in a text, by parsing it a second time.
// It does not know what the text means; it is used on the error path only, as the library keeps no
// positions.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace docbuild {

struct JsonPosition {
    std::size_t key = 0;   // byte offset of the member's name (the value's where it is no member)
    std::size_t value = 0; // byte offset of the value
};

/// Positions of the wanted pointers that exist in `text`, which is JSON (comments allowed).
std::map<std::string, JsonPosition> json_positions(std::string_view text,
                                                   const std::set<std::string>& pointers);

} // namespace docbuild
