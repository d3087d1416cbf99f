// Converts a plan into the scheduler's input.
#pragma once

#include "lib/plan/job_rules.hpp"
#include "lib/plan/plan.hpp"
#include "lib/schedule/scheduled_job.hpp"

#include <vector>

namespace docbuild {

/// `needed`, `rules` and `expected` (durations) are indexed by job; jobs that are not needed are
/// excluded.
std::vector<ScheduledJob> scheduled_jobs(const Plan& plan, const std::vector<bool>& needed,
                                         const std::vector<JobRules>& rules,
                                         const std::vector<Duration>& expected);

std::vector<ScheduledBarrier> scheduled_barriers(const Plan& plan);

} // namespace docbuild
