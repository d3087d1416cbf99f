// What each job still waits for: the jobs it comes after, and its barriers.
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
    /// The jobs that wait for nothing more now that `job` has succeeded, in job order.
    std::vector<JobId> succeeded(JobId job);
    /// The jobs that wait for nothing more now that `job` has ended, however: those behind the
    /// barriers that it was the last to leave.
    std::vector<JobId> ended(JobId job);

    const Successors& successors() const { return successors_; }

  private:
    void close_one(JobId job, std::vector<JobId>& freed);

    Successors successors_;
    std::vector<std::size_t> open_in_barrier_; // by barrier: jobs that have not ended
    std::vector<std::size_t> open_;            // by job: jobs and barriers to wait for
};

} // namespace docbuild
