#include "lib/build/scheduled_plan.hpp"

namespace docbuild {

std::vector<ScheduledJob> scheduled_jobs(const Plan& plan, const std::vector<bool>& needed,
                                         const std::vector<JobRules>& rules,
                                         const std::vector<Duration>& expected) {
    std::vector<ScheduledJob> jobs(needed.size());
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (!needed[i]) {
            jobs[i].included = false;
            continue;
        }
        jobs[i] = {true,           plan.jobs[i].after, plan.jobs[i].after_all,
                   expected[i],    rules[i].slots,     rules[i].timeout,
                   rules[i].grace, rules[i].retries,   rules[i].oom_retries};
    }
    return jobs;
}

std::vector<ScheduledBarrier> scheduled_barriers(const Plan& plan) {
    std::vector<ScheduledBarrier> barriers;
    for (const Barrier& barrier : plan.barriers) {
        barriers.push_back({barrier.jobs});
    }
    return barriers;
}

} // namespace docbuild
