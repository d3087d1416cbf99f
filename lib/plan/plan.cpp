#include "lib/plan/plan.hpp"

#include "lib/plan/document_expansion.hpp"
#include "lib/plan/job_cycles.hpp"
#include "lib/plan/job_graph.hpp"
#include "lib/plan/output_clash.hpp"

#include <algorithm>

namespace docbuild {

JobName Plan::name_of(JobId job) const {
    const Job& named = jobs[index(job)];
    return {documents[named.document].name, manifest.stages[named.stage].name};
}

KeysInForce Plan::keys_of(JobId job) const {
    const Job& asked = jobs[index(job)];
    const Stage& stage = manifest.stages[asked.stage];
    const DocumentRule& rule = manifest.documents[documents[asked.document].rule];
    const auto above = rule.overrides.find(stage.name);
    return above == rule.overrides.end() ? KeysInForce(stage.keys)
                                         : KeysInForce(merge(stage.keys, above->second));
}

bool Plan::is_after_all_of(const Job& job, std::uint32_t stage) const {
    return std::any_of(job.after_all.begin(), job.after_all.end(),
                       [&](BarrierId barrier) { return barriers[index(barrier)].stage == stage; });
}

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
