// The queue of jobs that may start.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/text/units.hpp"

#include <queue>
#include <utility>
#include <vector>

namespace docbuild {

/// Ordered by longest remaining path; ties in job order.
class ReadyQueue {
  public:
    explicit ReadyQueue(std::vector<Duration> remaining) : remaining_(std::move(remaining)) {}
    void push(JobId job) { queue_.push({remaining_[index(job)], job}); }
    JobId top() const { return queue_.top().job; }
    void pop() { queue_.pop(); }
    bool empty() const { return queue_.empty(); }
    std::size_t size() const { return queue_.size(); }
    void clear() { queue_ = {}; }

  private:
    struct Entry {
        Duration remaining;
        JobId job;
        bool operator<(const Entry& other) const {
            return remaining != other.remaining ? remaining < other.remaining : job > other.job;
        }
    };
    std::vector<Duration> remaining_;
    std::priority_queue<Entry> queue_;
};

} // namespace docbuild
