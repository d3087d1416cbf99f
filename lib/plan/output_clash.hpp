// Finds jobs that would write to the same path.
// Paths are compared as texts, with what only a run knows left unfilled.
#pragma once

#include "lib/plan/plan.hpp"
#include "lib/text/error.hpp"

namespace docbuild {

/// A problem for each declared output that another job declares too, or that is another job's
/// {output}, and for each doctree directory (`-d` of a sphinx-build command) of two jobs; at most
/// one for each place of the manifest.
std::vector<Problem> find_output_clashes(const Plan& plan);

} // namespace docbuild
