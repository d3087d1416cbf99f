#include "lib/plan/planner.hpp"

#include "lib/plan/job_cycles.hpp"
#include "lib/plan/job_graph.hpp"
#include "lib/plan/output_clash.hpp"

#include <utility>

namespace docbuild {

PlanResult make_plan(Manifest manifest, const GlobLookup& lookup) {
    PlanResult result;
    result.plan.manifest = std::move(manifest);
    result.plan.documents = expand_documents(result.plan.manifest, lookup, result.problems);
    make_jobs(result.plan);
    connect_jobs(result.plan, result.problems);
    for (const auto& find : {find_cycles, find_output_clashes}) {
        const auto found = find(result.plan);
        result.problems.insert(result.problems.end(), found.begin(), found.end());
    }
    return result;
}

} // namespace docbuild
