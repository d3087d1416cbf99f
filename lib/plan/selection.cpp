#include "lib/plan/selection.hpp"

#include "lib/plan/job_table.hpp"
#include "lib/plan/plan_graph.hpp"
#include "lib/text/error.hpp"
#include "lib/text/glob.hpp"
#include "lib/text/near_name.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace docbuild {

namespace {

bool is_default(const Plan& plan, JobId job) {
    const Job& asked = plan.jobs[index(job)];
    const Stage& stage = plan.manifest.stages[asked.stage];
    const DocumentRule& rule = plan.manifest.documents[plan.documents[asked.document].rule];
    const auto above = rule.overrides.find(stage.name);
    const auto own = above == rule.overrides.end() ? std::nullopt : above->second.is_default;
    return own.value_or(stage.keys.is_default.value_or(true));
}

class JobSelector {
  public:
    explicit JobSelector(const Plan& plan)
        : plan_(plan), table_(plan), wanted_(plan.jobs.size(), false) {}

    void want_defaults() {
        for (std::size_t j = 0; j < plan_.jobs.size(); ++j) {
            wanted_[j] = is_default(plan_, JobId(j));
        }
    }

    /// Empty, or why the pattern names nothing.
    std::string want(const std::string& pattern) {
        const std::size_t colon = pattern.rfind(':');
        if (colon == 0) {
            return want_stages(pattern.substr(1));
        }
        if (colon != std::string::npos) {
            return want_jobs(pattern, pattern.substr(0, colon), pattern.substr(colon + 1));
        }
        if (const auto document = table_.document_named(pattern)) {
            want_document(*document);
            return {};
        }
        bool has_match = false;
        for (std::size_t d = 0; is_glob(pattern) && d < plan_.documents.size(); ++d) {
            if (glob_matches(pattern, plan_.documents[d].name)) {
                want_document(d);
                has_match = true;
            }
        }
        return has_match ? "" : unknown_document(pattern);
    }

    std::vector<bool> wanted() { return std::move(wanted_); }

  private:
    /// The document's default stages; all where it has none.
    void want_document(std::size_t document) {
        const auto want_if = [&](bool only_defaults) {
            bool has_any = false;
            for (std::size_t j = table_.first_job(document); j < table_.end_job(document); ++j) {
                if (!only_defaults || is_default(plan_, JobId(j))) {
                    wanted_[j] = has_any = true;
                }
            }
            return has_any;
        };
        if (!want_if(true)) {
            want_if(false);
        }
    }

    /// The stage of every document that has it, whatever the documents are called.
    std::string want_stages(const std::string& pattern) {
        bool is_stage = false;
        bool has_match = false;
        for (std::size_t s = 0; s < plan_.manifest.stages.size(); ++s) {
            const std::string& name = plan_.manifest.stages[s].name;
            if (name == pattern || (is_glob(pattern) && glob_matches(pattern, name))) {
                is_stage = true;
                for (const JobId job : table_.jobs_of_stage(s)) {
                    wanted_[index(job)] = has_match = true;
                }
            }
        }
        if (has_match) {
            return {};
        }
        return is_stage ? "no document has the stage " + in_quotes(pattern)
                        : unknown_stage(pattern);
    }

    std::string want_jobs(const std::string& pattern, const std::string& document,
                          const std::string& stage) {
        const auto exact = plan_.job_named.find(pattern);
        if (exact != plan_.job_named.end()) {
            wanted_[index(exact->second)] = true;
            return {};
        }
        bool has_match = false;
        for (std::size_t j = 0; is_glob(pattern) && j < plan_.jobs.size(); ++j) {
            const JobName name = plan_.name_of(JobId(j));
            const bool is_document =
                name.document == document || glob_matches(document, name.document);
            if (is_document && glob_matches(stage, name.stage)) {
                wanted_[j] = has_match = true;
            }
        }
        return has_match ? "" : unknown_job(pattern, document, stage);
    }

    std::string unknown_document(const std::string& pattern) const {
        if (is_glob(pattern)) {
            return "no document matches " + in_quotes(pattern);
        }
        return "unknown document " + in_quotes(pattern) + did_you_mean(pattern, documents());
    }

    std::string unknown_stage(const std::string& pattern) const {
        std::vector<std::string> stages;
        for (const Stage& stage : plan_.manifest.stages) {
            stages.push_back(stage.name);
        }
        const std::string remedy = is_glob(pattern) ? std::string() : did_you_mean(pattern, stages);
        return (is_glob(pattern) ? "no stage matches " : "unknown stage ") + in_quotes(pattern) +
               (remedy.empty() ? fmt::format("; the stages are {}", fmt::join(stages, ", "))
                               : remedy);
    }

    std::string unknown_job(const std::string& pattern, const std::string& document,
                            const std::string& stage) const {
        if (is_glob(pattern)) {
            return "no job matches " + in_quotes(pattern);
        }
        const auto known = table_.document_named(document);
        if (!known) {
            return "unknown document " + in_quotes(document) + did_you_mean(document, documents());
        }
        std::vector<std::string> stages;
        for (std::size_t j = table_.first_job(*known); j < table_.end_job(*known); ++j) {
            stages.push_back(plan_.manifest.stages[plan_.jobs[j].stage].name);
        }
        return "document " + in_quotes(document) + " has no stage " + in_quotes(stage) +
               did_you_mean(stage, stages);
    }

    std::vector<std::string> documents() const {
        std::vector<std::string> names;
        for (const Document& document : plan_.documents) {
            names.push_back(document.name);
        }
        return names;
    }

    const Plan& plan_;
    JobTable table_;
    std::vector<bool> wanted_;
};

/// The wanted jobs and all that they come after.
std::vector<bool> needed_by(const Plan& plan, const std::vector<bool>& wanted) {
    const PlanGraph graph(plan);
    std::vector<bool> needed = wanted;
    needed.resize(graph.size());
    std::vector<PlanGraph::Node> open;
    for (std::size_t j = 0; j < wanted.size(); ++j) {
        if (wanted[j]) {
            open.push_back(j);
        }
    }
    while (!open.empty()) {
        const PlanGraph::Node node = open.back();
        open.pop_back();
        for (std::size_t i = 0; i < graph.count_before(node); ++i) {
            const PlanGraph::Node earlier = graph.before(node, i);
            if (!needed[earlier]) {
                needed[earlier] = true;
                open.push_back(earlier);
            }
        }
    }
    needed.resize(plan.jobs.size());
    return needed;
}

} // namespace

Selection with_needed(const Plan& plan, std::vector<bool> wanted) {
    std::vector<bool> needed = needed_by(plan, wanted);
    return {std::move(wanted), std::move(needed)};
}

Selection select(const Plan& plan, std::span<const std::string> patterns) {
    JobSelector selector(plan);
    std::string faults;
    if (patterns.empty()) {
        selector.want_defaults();
    }
    for (const std::string& pattern : patterns) {
        const std::string fault = selector.want(pattern);
        faults += faults.empty() || fault.empty() ? fault : "\n" + fault;
    }
    if (!faults.empty()) {
        throw InputError(faults);
    }
    return with_needed(plan, selector.wanted());
}

} // namespace docbuild
