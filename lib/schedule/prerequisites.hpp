// What each job is still waiting for: its predecessors and its barriers.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/schedule/scheduled_job.hpp"
#include "lib/schedule/successors.hpp"

#include <span>
#include <vector>

namespace docbuild {

class Prerequisites {
  public:
    Prerequisites(std::span<const ScheduledJob> jobs, std::span<const ScheduledBarrier> barriers);

    bool are_met(JobId job) const { return open_[index(job)] == 0; }
    /// Returns the jobs that became unblocked by the success of `job`, in job order.
    std::vector<JobId> succeeded(JobId job);
    /// Returns the jobs unblocked because `job` ended, with whatever outcome, as the last job of a
    /// barrier.
    std::vector<JobId> ended(JobId job);

    const Successors& successors() const { return successors_; }

  private:
    void close_one(JobId job, std::vector<JobId>& freed);

    Successors successors_;
    std::vector<std::size_t> open_in_barrier_; // by barrier: jobs that have not ended yet
    std::vector<std::size_t> open_;            // by job: jobs and barriers to wait for
};

} // namespace docbuild
