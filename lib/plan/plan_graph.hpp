// The plan as one graph of nodes: its jobs, then its barriers, so that a walk over it takes as many
// steps as the manifest has entries, and not as many as they stand for.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"

namespace docbuild {

class PlanGraph {
  public:
    /// Borrows the plan.
    explicit PlanGraph(const Plan& plan) : plan_(plan) {}

    using Node = std::size_t;
    std::size_t size() const { return plan_.jobs.size() + plan_.barriers.size(); }
    bool is_job(Node node) const { return node < plan_.jobs.size(); }

    /// The nodes that `node` comes after: first the jobs, then the barriers.
    std::size_t count_before(Node node) const;
    Node before(Node node, std::size_t number) const;

  private:
    const std::vector<JobId>& jobs_before(Node node) const;

    const Plan& plan_;
};

/// All jobs, each behind those that it comes after. The plan has no cycles.
std::vector<JobId> build_order(const Plan& plan);

} // namespace docbuild
