// Writes JSON as a person would: what is short stays in one line.
// It does not know what the values mean.
#pragma once

#include "lib/core/json_text.hpp"

#include <string>

namespace docbuild {

/// With a line feed at the end. An object or a list is in one line where that fits 100 columns and
/// no object is in it. Bytes that are no UTF-8 become U+FFFD.
std::string laid_out(const Json& value);

} // namespace docbuild
