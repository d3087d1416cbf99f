#include "lib/schedule/successors.hpp"

#include <algorithm>
#include <cassert>

namespace docbuild {

namespace {

template <typename To> using EdgePairs = std::vector<std::pair<std::size_t, To>>;

/// An edge to each job from each entry in its list.
template <typename Id>
EdgePairs<JobId> edges_to_jobs(std::span<const ScheduledJob> jobs,
                               std::vector<Id> ScheduledJob::*list) {
    EdgePairs<JobId> edges;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        for (const Id earlier : jobs[i].*list) {
            edges.emplace_back(index(earlier), JobId(i));
        }
    }
    return edges;
}

EdgePairs<BarrierId> edges_to_barriers(std::span<const ScheduledJob> jobs,
                                       std::span<const ScheduledBarrier> barriers) {
    EdgePairs<BarrierId> edges;
    for (std::size_t b = 0; b < barriers.size(); ++b) {
        for (const JobId job : barriers[b].jobs) {
            if (jobs[index(job)].included) {
                edges.emplace_back(index(job), BarrierId(b));
            }
        }
    }
    return edges;
}

} // namespace

Successors::Successors(std::span<const ScheduledJob> jobs,
                       std::span<const ScheduledBarrier> barriers)
    : jobs_(jobs.size(), edges_to_jobs(jobs, &ScheduledJob::after)),
      barriers_(jobs.size(), edges_to_barriers(jobs, barriers)),
      readers_(barriers.size(), edges_to_jobs(jobs, &ScheduledJob::after_all)) {}

std::vector<std::size_t> Successors::barrier_sizes() const {
    std::vector<std::size_t> sizes(readers_.nodes());
    for (std::size_t i = 0; i < barriers_.nodes(); ++i) {
        for (const BarrierId barrier : barriers_.of(i)) {
            ++sizes[index(barrier)];
        }
    }
    return sizes;
}

namespace {

/// Topological order of the nodes (jobs are numbered first, then barriers): predecessors come
/// first.
std::vector<std::size_t> order_of_nodes(std::span<const ScheduledJob> jobs,
                                        const Successors& successors) {
    std::vector<std::size_t> open;
    for (const ScheduledJob& job : jobs) {
        open.push_back(job.after.size() + job.after_all.size());
    }
    const auto sizes = successors.barrier_sizes();
    open.insert(open.end(), sizes.begin(), sizes.end());
    std::vector<std::size_t> order;
    order.reserve(open.size());
    for (std::size_t node = 0; node < open.size(); ++node) {
        if (open[node] == 0) {
            order.push_back(node);
        }
    }
    const auto leave = [&](std::size_t node) {
        if (--open[node] == 0) {
            order.push_back(node);
        }
    };
    // NOLINTNEXTLINE(modernize-loop-convert): it grows
    for (std::size_t done = 0; done < order.size(); ++done) {
        const std::size_t node = order[done];
        const bool is_job = node < jobs.size();
        for (const JobId next :
             is_job ? successors.of(JobId(node)) : successors.of(BarrierId(node - jobs.size()))) {
            leave(index(next));
        }
        for (const BarrierId barrier :
             is_job ? successors.barriers_of(JobId(node)) : std::span<const BarrierId>()) {
            leave(jobs.size() + index(barrier));
        }
    }
    assert(order.size() == open.size() && "the plan has no cycles");
    return order;
}

} // namespace

std::vector<Duration> remaining_paths(std::span<const ScheduledJob> jobs,
                                      const Successors& successors) {
    const auto order = order_of_nodes(jobs, successors);
    std::vector<Duration> remaining(order.size());
    const auto longest_of = [&](std::span<const JobId> after) {
        Duration longest{};
        for (const JobId next : after) {
            longest = std::max(longest, remaining[index(next)]);
        }
        return longest;
    };
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
        if (*node >= jobs.size()) {
            remaining[*node] = longest_of(successors.of(BarrierId(*node - jobs.size())));
            continue;
        }
        Duration longest = longest_of(successors.of(JobId(*node)));
        for (const BarrierId barrier : successors.barriers_of(JobId(*node))) {
            longest = std::max(longest, remaining[jobs.size() + index(barrier)]);
        }
        remaining[*node] = jobs[*node].expected + longest;
    }
    remaining.resize(jobs.size());
    return remaining;
}

} // namespace docbuild
