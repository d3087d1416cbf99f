#include "lib/plan/job_cycles.hpp"

#include "lib/json/json_pointer.hpp"
#include "lib/plan/job_graph.hpp"
#include "lib/plan/plan_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace docbuild {

namespace {

using Path = std::vector<JobId>;

/// A depth-first walk with a stack of its own, as a chain may be as long as there are jobs.
class CycleWalk {
  public:
    explicit CycleWalk(const Plan& plan)
        : graph_(plan), colours_(graph_.size(), Colour::unseen), in_cycle_(plan.jobs.size()) {}

    std::vector<Path> run() {
        for (Node node = 0; node < graph_.size(); ++node) {
            if (colours_[node] == Colour::unseen) {
                walk_from(node);
            }
        }
        return std::move(cycles_);
    }

  private:
    using Node = PlanGraph::Node;
    enum class Colour : std::uint8_t { unseen, on_path, done };
    struct Step {
        Node node;
        std::size_t next; // of those before it
    };

    void walk_from(Node start) {
        enter(start);
        while (!path_.empty()) {
            Step& step = path_.back();
            if (step.next == graph_.count_before(step.node)) {
                colours_[step.node] = Colour::done;
                path_.pop_back();
                continue;
            }
            const Node earlier = graph_.before(step.node, step.next++);
            if (colours_[earlier] == Colour::unseen) {
                enter(earlier);
            } else if (colours_[earlier] == Colour::on_path) {
                close_cycle(earlier);
            }
        }
    }

    void enter(Node node) {
        colours_[node] = Colour::on_path;
        path_.push_back({node, 0});
    }

    /// Barriers on the path are no part of it: the manifest's entry leads from job to job.
    void close_cycle(Node first) {
        Path cycle;
        bool is_known = false;
        bool is_whole = false;
        for (auto step = path_.rbegin(); !is_whole; ++step) {
            is_whole = step->node == first;
            if (graph_.is_job(step->node)) {
                cycle.push_back(JobId(step->node));
                is_known = is_known || in_cycle_[step->node];
            }
        }
        if (is_known) {
            return;
        }
        for (const JobId job : cycle) {
            in_cycle_[index(job)] = true;
        }
        std::reverse(cycle.begin(), cycle.end());
        std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
        cycles_.push_back(std::move(cycle));
    }

    PlanGraph graph_;
    std::vector<Colour> colours_;
    std::vector<bool> in_cycle_;
    std::vector<Step> path_;
    std::vector<Path> cycles_;
};

/// The path back to its start; the middle of a very long one is left out.
std::string text_of(const Plan& plan, const Path& cycle) {
    constexpr std::size_t shown = 10; // at each end
    std::string text = "cycle: ";
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        if (cycle.size() > 2 * shown && i == shown) {
            text += fmt::format("... ({} more) ... -> ", cycle.size() - 2 * shown);
            i = cycle.size() - shown;
        }
        text += plan.name_of(cycle[i]).text() + " -> ";
    }
    return text + plan.name_of(cycle.front()).text();
}

/// The entry of the manifest that makes `job` come after `earlier`.
std::string pointer_of(const Plan& plan, JobId job, JobId earlier) {
    const Job& later = plan.jobs[index(job)];
    const JobName before = plan.name_of(earlier);
    const DocumentRule& rule = plan.manifest.documents[plan.documents[later.document].rule];
    const auto need = std::find(rule.needs.begin(), rule.needs.end(), before.document);
    if (need != rule.needs.end() && plan.jobs[index(earlier)].stage == later.stage) {
        return element_pointer(rule.pointer + "/needs",
                               static_cast<std::size_t>(need - rule.needs.begin()));
    }
    const ListInForce list = after_of(rule, plan.manifest.stages[later.stage]);
    const bool is_same = plan.jobs[index(earlier)].document == later.document;
    for (std::size_t i = 0; list.entries != nullptr && i < list.entries->size(); ++i) {
        const std::string& entry = (*list.entries)[i];
        if (entry == before.text() || entry == before.stage + ":*" ||
            (is_same && entry == before.stage)) {
            return element_pointer(list.pointer, i);
        }
    }
    return list.pointer;
}

} // namespace

std::vector<Problem> find_cycles(const Plan& plan) {
    std::vector<Problem> problems;
    std::set<std::string> places;
    for (const Path& cycle : CycleWalk(plan).run()) {
        std::string pointer = pointer_of(plan, cycle[0], cycle[cycle.size() == 1 ? 0 : 1]);
        if (places.insert(pointer).second) {
            problems.push_back({std::move(pointer), text_of(plan, cycle), false});
        }
    }
    return problems;
}

} // namespace docbuild
