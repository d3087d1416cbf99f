// What the scheduler is given to carry out: jobs and barriers, without names, commands or files.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <vector>

namespace docbuild {

/// What the scheduler needs to know of a job; by job index.
struct ScheduledJob {
    bool included = true;               // false: no part of this run
    std::vector<JobId> after;           // included jobs only; these must succeed
    std::vector<BarrierId> after_all{}; // their included jobs must have ended, however
    Duration expected{};                // how long it will probably take
    unsigned slots = 1;                 // more than there are counts as all there are
    std::optional<Duration> timeout;
    Duration grace{};
    unsigned retries = 0; // for builders that failed, crashed, timed out or left outputs missing
    unsigned oom_retries = 0; // for builders that ran out of memory; these run alone
};

/// What comes after a barrier waits until each of its included jobs has ended, however.
struct ScheduledBarrier {
    std::vector<JobId> jobs;
};

} // namespace docbuild
