// Makes a plan of a manifest, or says what is wrong with it.
#pragma once

#include "lib/manifest/manifest.hpp"
#include "lib/plan/document_expansion.hpp"
#include "lib/plan/plan.hpp"
#include "lib/text/error.hpp"

#include <vector>

namespace docbuild {

struct PlanResult {
    Plan plan;
    std::vector<Problem> problems;
};

/// Expands `match`, checks names and makes the graph. Problems: names that are no names or not
/// unique, globs that match nothing, needs and afters that name nothing (with the nearest name),
/// cycles (as the path of the cycle), two jobs with one output. (Placeholders are load_manifest's.)
PlanResult make_plan(Manifest manifest, const GlobLookup& lookup);

} // namespace docbuild
