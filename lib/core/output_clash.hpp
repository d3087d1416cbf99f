// Finds jobs that would write the same declared output.
// It does not know the disk: paths are compared as texts, with what only a run knows left unfilled.
#pragma once

#include "lib/core/plan.hpp"

namespace docbuild {

/// A problem for each declared output that another job declares too, or that is another job's
/// {output}; at most one for each place of the manifest. One inside another's {output} is none.
std::vector<Problem> find_output_clashes(const Plan& plan);

} // namespace docbuild
