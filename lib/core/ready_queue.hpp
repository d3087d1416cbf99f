// Which jobs come after which, how long a path remains below each, and the queue of those that may
// start. It does not know slots, builders or outcomes.
#pragma once

#include "lib/core/plan.hpp"
#include "lib/core/units.hpp"

#include <queue>
#include <span>
#include <vector>

namespace docbuild {

struct ScheduledJob;

/// The edges of the graph turned round: for each job, those that come after it, in job order.
class Successors {
  public:
    explicit Successors(std::span<const ScheduledJob> jobs);
    std::span<const JobId> of(JobId job) const;

  private:
    std::vector<std::uint32_t> first_;
    std::vector<JobId> jobs_;
};

/// For each job its own expected duration plus the longest path through its successors.
std::vector<Duration> remaining_paths(std::span<const ScheduledJob> jobs,
                                      const Successors& successors);

/// The most urgent job first, such as that with the longest remaining path; ties in job order.
class ReadyQueue {
  public:
    explicit ReadyQueue(std::vector<Duration> urgencies) : urgencies_(std::move(urgencies)) {}
    void push(JobId job);
    JobId top() const { return queue_.top().job; }
    void pop() { queue_.pop(); }
    bool empty() const { return queue_.empty(); }
    std::size_t size() const { return queue_.size(); }
    void clear() { queue_ = {}; }

  private:
    struct Entry {
        Duration urgency;
        JobId job;
        bool operator<(const Entry& other) const {
            return urgency != other.urgency ? urgency < other.urgency : job > other.job;
        }
    };
    std::vector<Duration> urgencies_;
    std::priority_queue<Entry> queue_;
};

} // namespace docbuild
