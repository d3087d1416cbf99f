// Proposes the names of documents from where they lie.
// It does not know what the documents are.
#pragma once

#include "lib/core/path_patterns.hpp"

#include <span>
#include <string>
#include <vector>

namespace docbuild {

/// A name for what each pattern stands for, with `{1}`, `{2}`, ... for its stars: the path below
/// what all have in common, without `doc`, `docs`, `source` and their like at its end; the whole
/// path where that would give two documents one name. `paths` are what `matched` counts in.
std::vector<std::string> propose_names(std::span<const PathPattern> patterns,
                                       std::span<const std::string> paths);

/// `name` with the stars of `pattern` filled in from `path`.
std::string filled_name(const std::string& name, const PathPattern& pattern,
                        const std::string& path);

} // namespace docbuild
