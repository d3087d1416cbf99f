#include "lib/plan/plan_graph.hpp"

namespace docbuild {

const std::vector<JobId>& PlanGraph::jobs_before(Node node) const {
    return is_job(node) ? plan_.jobs[node].after : plan_.barriers[node - plan_.jobs.size()].jobs;
}

std::size_t PlanGraph::count_before(Node node) const {
    return jobs_before(node).size() + (is_job(node) ? plan_.jobs[node].after_all.size() : 0);
}

PlanGraph::Node PlanGraph::before(Node node, std::size_t number) const {
    const std::vector<JobId>& jobs = jobs_before(node);
    return number < jobs.size()
               ? index(jobs[number])
               : plan_.jobs.size() + index(plan_.jobs[node].after_all[number - jobs.size()]);
}

/// The walk has a stack of its own, as a chain may be as long as there are jobs.
std::vector<JobId> build_order(const Plan& plan) {
    struct Step {
        PlanGraph::Node node;
        std::size_t next; // of those before it
    };
    const PlanGraph graph(plan);
    std::vector<bool> is_seen(graph.size());
    std::vector<JobId> order;
    order.reserve(plan.jobs.size());
    std::vector<Step> path;
    const auto enter = [&](PlanGraph::Node node) {
        if (!is_seen[node]) {
            is_seen[node] = true;
            path.push_back({node, 0});
        }
    };
    for (std::size_t j = 0; j < plan.jobs.size(); ++j) {
        enter(j);
        while (!path.empty()) {
            Step& step = path.back();
            if (step.next < graph.count_before(step.node)) {
                enter(graph.before(step.node, step.next++));
                continue;
            }
            if (graph.is_job(step.node)) {
                order.push_back(JobId(step.node));
            }
            path.pop_back();
        }
    }
    return order;
}

} // namespace docbuild
