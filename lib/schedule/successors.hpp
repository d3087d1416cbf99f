// The reversed graph: a job's successors, and the length of the longest path through them.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/schedule/scheduled_job.hpp"
#include "lib/text/units.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace docbuild {

/// Adjacency lists in one array: the targets of each node's edges, in insertion order.
template <typename To> class Edges {
  public:
    Edges(std::size_t nodes, const std::vector<std::pair<std::size_t, To>>& edges)
        : first_(nodes + 1, 0), to_(edges.size()) {
        for (const auto& edge : edges) {
            ++first_[edge.first + 1];
        }
        for (std::size_t i = 1; i < first_.size(); ++i) {
            first_[i] += first_[i - 1];
        }
        auto next = first_;
        for (const auto& [from, to] : edges) {
            to_[next[from]++] = to;
        }
    }
    std::span<const To> of(std::size_t node) const {
        return std::span(to_).subspan(first_[node], first_[node + 1] - first_[node]);
    }
    std::size_t nodes() const { return first_.size() - 1; }

  private:
    std::vector<std::uint32_t> first_;
    std::vector<To> to_;
};

/// The reversed edges: for each job, its successors in job order and the barriers it belongs to;
/// for each barrier, its successors.
class Successors {
  public:
    /// Excluded jobs of barriers are ignored.
    explicit Successors(std::span<const ScheduledJob> jobs,
                        std::span<const ScheduledBarrier> barriers = {});
    std::span<const JobId> of(JobId job) const { return jobs_.of(index(job)); }
    std::span<const BarrierId> barriers_of(JobId job) const { return barriers_.of(index(job)); }
    std::span<const JobId> of(BarrierId barrier) const { return readers_.of(index(barrier)); }
    /// Number of jobs each barrier waits for.
    std::vector<std::size_t> barrier_sizes() const;

  private:
    Edges<JobId> jobs_;
    Edges<BarrierId> barriers_;
    Edges<JobId> readers_;
};

/// For each job, its own expected duration plus the longest path through its successors.
std::vector<Duration> remaining_paths(std::span<const ScheduledJob> jobs,
                                      const Successors& successors);

} // namespace docbuild
