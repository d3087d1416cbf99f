// The scheduler's input: jobs and barriers, without names, commands or files.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <vector>

namespace docbuild {

/// What the scheduler needs to know about a job; indexed by job.
struct ScheduledJob {
    bool included = true;               // false: not part of this run
    std::vector<JobId> after;           // included jobs only; these must succeed
    std::vector<BarrierId> after_all{}; // their included jobs must have ended, successfully or not
    Duration expected{};                // estimated duration
    unsigned slots = 1;                 // capped at the number of slots
    std::optional<Duration> timeout;
    Duration grace{};
    unsigned retries = 0; // for builders that failed, crashed, timed out or left outputs missing
    unsigned oom_retries = 0; // for builders that ran out of memory; retries run alone
};

/// Successors of a barrier wait until all its included jobs have ended, successfully or not.
struct ScheduledBarrier {
    std::vector<JobId> jobs;
};

} // namespace docbuild
