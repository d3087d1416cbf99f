#include "lib/schedule/prerequisites.hpp"

#include <algorithm>

namespace docbuild {

Prerequisites::Prerequisites(std::span<const ScheduledJob> jobs,
                             std::span<const ScheduledBarrier> barriers)
    : successors_(jobs, barriers), open_in_barrier_(successors_.barrier_sizes()) {
    for (const ScheduledJob& job : jobs) {
        const auto barriers_open =
            std::count_if(job.after_all.begin(), job.after_all.end(),
                          [&](BarrierId barrier) { return open_in_barrier_[index(barrier)] > 0; });
        open_.push_back(job.after.size() + static_cast<std::size_t>(barriers_open));
    }
}

std::vector<JobId> Prerequisites::succeeded(JobId job) {
    std::vector<JobId> freed;
    for (const JobId next : successors_.of(job)) {
        close_one(next, freed);
    }
    return freed;
}

std::vector<JobId> Prerequisites::ended(JobId job) {
    std::vector<JobId> freed;
    for (const BarrierId barrier : successors_.barriers_of(job)) {
        if (--open_in_barrier_[index(barrier)] > 0) {
            continue;
        }
        for (const JobId next : successors_.of(barrier)) {
            close_one(next, freed);
        }
    }
    return freed;
}

void Prerequisites::close_one(JobId job, std::vector<JobId>& freed) {
    if (--open_[index(job)] == 0) {
        freed.push_back(job);
    }
}

} // namespace docbuild
