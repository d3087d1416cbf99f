#include "lib/plan/job_table.hpp"

#include <algorithm>

namespace docbuild {

namespace {

std::optional<std::size_t> find_name(const std::unordered_map<std::string_view, std::size_t>& names,
                                     std::string_view name) {
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

JobTable::JobTable(const Plan& plan) : plan_(plan), by_stage_(plan.manifest.stages.size()) {
    documents_.reserve(plan.documents.size());
    for (std::size_t d = 0; d < plan.documents.size(); ++d) {
        documents_.emplace(plan.documents[d].name, d);
    }
    for (std::size_t s = 0; s < plan.manifest.stages.size(); ++s) {
        stages_.emplace(plan.manifest.stages[s].name, s);
    }
    first_.assign(plan.documents.size() + 1, plan.jobs.size());
    for (std::size_t j = plan.jobs.size(); j-- > 0;) {
        first_[plan.jobs[j].document] = j;
    }
    for (std::size_t d = plan.documents.size(); d-- > 0;) {
        first_[d] = std::min(first_[d], first_[d + 1]); // a document without jobs
    }
    for (std::size_t j = 0; j < plan.jobs.size(); ++j) {
        by_stage_[plan.jobs[j].stage].push_back(JobId(j));
    }
}

std::optional<JobId> JobTable::job_of(std::size_t document, std::size_t stage) const {
    for (std::size_t j = first_job(document); j < end_job(document); ++j) {
        if (plan_.jobs[j].stage == stage) {
            return JobId(j);
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> JobTable::document_named(std::string_view name) const {
    return find_name(documents_, name);
}

std::optional<std::size_t> JobTable::stage_named(std::string_view name) const {
    return find_name(stages_, name);
}

} // namespace docbuild
