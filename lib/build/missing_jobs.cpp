#include "lib/build/missing_jobs.hpp"

#include <algorithm>

namespace docbuild {

namespace {

/// Limits how many are named, as each is named once for every successor.
constexpr std::size_t most_named = 20;

} // namespace

MissingJobs::MissingJobs(Examiner& examiner)
    : examiner_(examiner), barriers_(examiner.plan().barriers.size()) {}

void MissingJobs::note(JobId job, Outcome outcome) {
    examiner_.forget_outputs(job);
    const Plan& plan = examiner_.plan();
    for (std::size_t b = 0; b < barriers_.size(); ++b) {
        if (plan.barriers[b].stage != plan.jobs[index(job)].stage) {
            continue;
        }
        if (barriers_[b].first.size() < most_named) {
            barriers_[b].first.push_back({job, outcome, std::nullopt});
        } else {
            ++barriers_[b].more;
        }
    }
}

MissingJobs::List MissingJobs::before(JobId job) {
    List list;
    for (const BarrierId barrier : examiner_.plan().jobs[index(job)].after_all) {
        OfBarrier& missing = barriers_[index(barrier)];
        for (Ended& ended : missing.first) {
            if (list.first.size() == most_named) {
                ++list.more;
                continue;
            }
            if (!ended.remains) {
                ended.remains = examiner_.remains_of(ended.job);
            }
            list.first.push_back(
                {examiner_.plan().name_of(ended.job), ended.outcome, *ended.remains});
        }
        list.more += missing.more;
    }
    return list;
}

} // namespace docbuild
