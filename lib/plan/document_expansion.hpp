// Turns a manifest's document rules into documents: globs are expanded, names checked.
#pragma once

#include "lib/plan/plan.hpp"
#include "lib/text/error.hpp"

#include <functional>
#include <string>
#include <vector>

namespace docbuild {

/// Paths of files, relative to the manifest's directory, that match a glob, in byte order.
using GlobLookup = std::function<std::vector<std::string>(const std::string& glob)>;

/// In the order of the rules, those of a `match` in byte order of the files. A document whose name
/// is no name or taken is left out, with a problem.
std::vector<Document> expand_documents(const Manifest& manifest, const GlobLookup& lookup,
                                       std::vector<Problem>& problems);

} // namespace docbuild
