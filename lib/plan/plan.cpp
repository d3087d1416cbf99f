#include "lib/plan/plan.hpp"

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

} // namespace docbuild
