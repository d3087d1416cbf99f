#include "lib/core/ready_queue.hpp"

#include "lib/core/scheduler.hpp"

#include <algorithm>
#include <cassert>

namespace docbuild {

Successors::Successors(std::span<const ScheduledJob> jobs) : first_(jobs.size() + 1, 0) {
    for (const ScheduledJob& job : jobs) {
        for (const JobId before : job.after) {
            ++first_[index(before) + 1];
        }
    }
    for (std::size_t i = 1; i < first_.size(); ++i) {
        first_[i] += first_[i - 1];
    }
    jobs_.resize(first_.back());
    auto next = first_;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        for (const JobId before : jobs[i].after) {
            jobs_[next[index(before)]++] = JobId(i);
        }
    }
}

std::span<const JobId> Successors::of(JobId job) const {
    const std::uint32_t from = first_[index(job)];
    return std::span(jobs_).subspan(from, first_[index(job) + 1] - from);
}

std::vector<Duration> remaining_paths(std::span<const ScheduledJob> jobs,
                                      const Successors& successors) {
    std::vector<std::size_t> open(jobs.size());
    std::vector<JobId> order;
    order.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        open[i] = jobs[i].after.size();
        if (open[i] == 0) {
            order.push_back(JobId(i));
        }
    }
    for (std::size_t done = 0; done < order.size(); ++done) {
        for (const JobId next : successors.of(order[done])) {
            if (--open[index(next)] == 0) {
                order.push_back(next);
            }
        }
    }
    assert(order.size() == jobs.size() && "the plan has no cycles");
    std::vector<Duration> remaining(jobs.size());
    for (auto job = order.rbegin(); job != order.rend(); ++job) {
        Duration longest{};
        for (const JobId next : successors.of(*job)) {
            longest = std::max(longest, remaining[index(next)]);
        }
        remaining[index(*job)] = jobs[index(*job)].expected + longest;
    }
    return remaining;
}

void ReadyQueue::push(JobId job) {
    queue_.push({urgencies_[index(job)], job});
}

} // namespace docbuild
