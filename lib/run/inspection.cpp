#include "lib/run/inspection.hpp"

#include "lib/report/graph.hpp"
#include "lib/report/listing.hpp"
#include "lib/run/forecast.hpp"

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
    return is_up_to_date ? "up_to_date" : "changed";
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

std::string draw(const Plan& plan, const std::vector<bool>& needed) {
    const auto jobs = jobs_of(needed);
    std::vector<std::size_t> node(needed.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        node[index(jobs[i])] = i;
    }
    std::vector<GraphedJob> graphed;
    for (const JobId job : jobs) {
        GraphedJob drawn{plan.name_of(job), {}};
        for (const JobId before : plan.jobs[index(job)].after) {
            drawn.after.push_back(node[index(before)]);
        }
        graphed.push_back(std::move(drawn));
    }
    return graph(graphed);
}

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
        return draw(examiner.plan(), needed);
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
