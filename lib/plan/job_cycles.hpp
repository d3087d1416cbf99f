// Finds the cycles of a plan's graph and says them as paths.
#pragma once

#include "lib/plan/plan.hpp"
#include "lib/text/error.hpp"

namespace docbuild {

/// A problem for each cycle, no job in two of them: `cycle: a:html -> b:html -> a:html`, where each
/// job comes after the next. Of many at one place of the manifest only the first is said.
std::vector<Problem> find_cycles(const Plan& plan);

} // namespace docbuild
