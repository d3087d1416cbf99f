// Says which names documents and stages may have (design, section 3).
#pragma once

#include <string>
#include <string_view>

namespace docbuild {

/// Empty when `name` may be a document's name: a relative path in UTF-8 of non-empty parts without
/// `.`, `..`, control characters, `:` or a leading `-`; else what is wrong with it.
std::string document_name_fault(std::string_view name);

/// The same for a stage: a document's name in one part, and not `.docbuild`, docbuild's own corner
/// of the build directory.
std::string stage_name_fault(std::string_view name);

} // namespace docbuild
