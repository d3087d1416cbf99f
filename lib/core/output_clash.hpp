// Finds jobs that would write to the same files: declared outputs, and directories of Sphinx.
// It does not know the disk: paths are compared as texts, with what only a run knows left unfilled.
#pragma once

#include "lib/core/plan.hpp"

namespace docbuild {

/// A problem for each path (a declared output, or the output or doctree directory of a sphinx-build
/// command) that another job writes to as well, that is or lies in another job's {output}, or that
/// holds or lies in a path that another job writes to; at most one for each place of the manifest.
/// One inside another is none where the documents' names nest the same way.
std::vector<Problem> find_output_clashes(const Plan& plan);

} // namespace docbuild
