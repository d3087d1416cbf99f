// Finds the place of a JSON pointer's key and value in a text, by walking over it a second time.
// It does not know what the text means; it is used on the error path only, as the library keeps no
// positions.
#pragma once

#include "lib/core/json_scan.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace docbuild {

/// Positions of the wanted pointers that exist in `text`, which is JSON (comments allowed). Of a
/// key that is given twice it is the last one's.
std::map<std::string, JsonPosition> json_positions(std::string_view text,
                                                   const std::set<std::string>& pointers);

} // namespace docbuild
