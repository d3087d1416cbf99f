#include "lib/session/inspection.hpp"

#include "lib/session/forecast.hpp"
#include "lib/wording/graph.hpp"
#include "lib/wording/listing.hpp"
#include "lib/wording/skip_reason.hpp"

#include <map>

namespace docbuild {

namespace {

std::vector<JobId> jobs_of(const std::vector<bool>& needed) {
    std::vector<JobId> jobs;
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (needed[i]) {
            jobs.push_back(JobId(i));
        }
    }
    return jobs;
}

/// What a failed last attempt was; else whether there is anything to do.
std::string state_of(const JobRecord& record, bool is_up_to_date) {
    if (record.last && !is_success(record.last->outcome)) {
        return std::string(name_of(record.last->outcome));
    }
    if (!record.success) {
        return "never built";
    }
    const MissingBefore& missing = record.success->missing;
    return (is_up_to_date ? "up_to_date" : "changed") +
           (missing.jobs.empty() ? std::string()
                                 : ", without the latest " + name_some(missing.jobs, missing.more));
}

std::string list(Examiner& examiner, const std::vector<bool>& needed) {
    std::vector<ListedJob> listed;
    for (const JobId job : jobs_of(needed)) {
        const bool is_up_to_date = !examiner.examine(job).is_stale;
        const JobRecord& record = examiner.record_of(job);
        ListedJob line{examiner.plan().name_of(job), state_of(record, is_up_to_date), {}, {}};
        if (record.last) {
            line.last_duration = record.last->wall;
            line.peak_memory = record.last->max_rss;
        }
        listed.push_back(std::move(line));
    }
    return list_jobs(listed);
}

std::string explain(Examiner& examiner, const std::vector<bool>& needed, bool rebuild) {
    const Forecast expected = forecast(examiner, needed, rebuild);
    std::vector<ExplainedJob> explained;
    for (const JobId job : jobs_of(needed)) {
        const std::string& why = expected.why[index(job)];
        explained.push_back({examiner.plan().name_of(job), why.empty() ? "up to date" : why});
    }
    return explain_jobs(explained);
}

std::string tell_dry_run(Examiner& examiner, const std::vector<bool>& needed, bool rebuild) {
    const Forecast expected = forecast(examiner, needed, rebuild);
    std::vector<JobName> to_build;
    std::vector<JobName> may_follow;
    const auto jobs = jobs_of(needed);
    for (const JobId job : jobs) {
        const Prospect prospect = expected.prospects[index(job)];
        if (prospect == Prospect::would_build) {
            to_build.push_back(examiner.plan().name_of(job));
        } else if (prospect == Prospect::may_follow) {
            may_follow.push_back(examiner.plan().name_of(job));
        }
    }
    return dry_run(to_build, may_follow, jobs.size());
}

/// Numbers jobs as nodes, and behind them the barriers that they come after.
class Drawing {
  public:
    Drawing(const Plan& plan, const std::vector<bool>& needed)
        : plan_(plan), jobs_(jobs_of(needed)), node_of_job_(needed.size()) {
        for (std::size_t i = 0; i < jobs_.size(); ++i) {
            node_of_job_[index(jobs_[i])] = i;
        }
    }

    std::string draw() {
        std::vector<GraphedJob> graphed;
        for (const JobId job : jobs_) {
            graphed.push_back({plan_.name_of(job), nodes_of(plan_.jobs[index(job)].after)});
            for (const BarrierId barrier : plan_.jobs[index(job)].after_all) {
                graphed.back().after.push_back(node_of(barrier));
            }
        }
        return graph(graphed, barriers_);
    }

  private:
    std::vector<std::size_t> nodes_of(const std::vector<JobId>& jobs) const {
        std::vector<std::size_t> nodes;
        nodes.reserve(jobs.size());
        for (const JobId job : jobs) {
            nodes.push_back(node_of_job_[index(job)]);
        }
        return nodes;
    }

    std::size_t node_of(BarrierId id) {
        const auto [known, is_new] =
            node_of_barrier_.try_emplace(id, jobs_.size() + barriers_.size());
        if (is_new) {
            const Barrier& barrier = plan_.barriers[index(id)];
            barriers_.push_back(
                {plan_.manifest.stages[barrier.stage].name, nodes_of(barrier.jobs)});
        }
        return known->second;
    }

    const Plan& plan_;
    std::vector<JobId> jobs_;
    std::vector<std::size_t> node_of_job_;
    std::map<BarrierId, std::size_t> node_of_barrier_;
    std::vector<GraphedBarrier> barriers_;
};

} // namespace

std::string answer(Task task, Examiner& examiner, const std::vector<bool>& needed, bool rebuild) {
    switch (task) {
    case Task::list:
        return list(examiner, needed);
    case Task::explain:
        return explain(examiner, needed, rebuild);
    case Task::dry_run:
        return tell_dry_run(examiner, needed, rebuild);
    case Task::graph:
        return Drawing(examiner.plan(), needed).draw();
    case Task::build:
    case Task::init:
    case Task::explain_mode:
    case Task::show_config:
    case Task::clean:
        break;
    }
    return {};
}

} // namespace docbuild
