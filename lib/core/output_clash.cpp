#include "lib/core/output_clash.hpp"

#include "lib/core/command.hpp"
#include "lib/core/json_scan.hpp"
#include "lib/core/path_text.hpp"
#include "lib/core/utf8.hpp"

#include <algorithm>
#include <compare>
#include <set>

namespace docbuild {

namespace {

/// An absolute directory that stands for the manifest's, which is not known here.
constexpr std::string_view manifest_dir = "/{manifest_dir}";

struct DeclaredOutputs {
    const std::vector<std::string>* templates = nullptr; // null: none
    std::string pointer;
};

DeclaredOutputs outputs_of(const DocumentRule& rule, const Stage& stage) {
    const auto above = rule.overrides.find(stage.name);
    if (above != rule.overrides.end() && above->second.outputs) {
        return {&*above->second.outputs,
                member_pointer(rule.pointer + "/overrides", stage.name) + "/outputs"};
    }
    return {stage.keys.outputs ? &*stage.keys.outputs : nullptr, stage.pointer + "/outputs"};
}

/// A declared output by the hash of its path: the paths of all jobs at once would take much memory.
struct HashedOutput {
    std::size_t hash;
    JobId job;
    std::uint32_t entry; // index in the job's `outputs`
    auto operator<=>(const HashedOutput&) const = default;
};

class OutputClashes {
  public:
    explicit OutputClashes(const Plan& plan)
        : plan_(plan), directories_{std::string(manifest_dir),
                                    absolute_path(manifest_dir, plan.manifest.build)} {}

    std::vector<Problem> run() {
        for (std::uint32_t j = 0; j < plan_.jobs.size(); ++j) {
            const DeclaredOutputs declared = outputs_of(JobId(j));
            for (std::uint32_t i = 0; declared.templates && i < declared.templates->size(); ++i) {
                const std::string path = path_of(JobId(j), (*declared.templates)[i]);
                check_directory(JobId(j), i, path);
                outputs_.push_back({std::hash<std::string>()(path), JobId(j), i});
            }
        }
        std::sort(outputs_.begin(), outputs_.end());
        for (std::size_t i = 1; i < outputs_.size(); ++i) {
            if (outputs_[i].hash == outputs_[i - 1].hash) {
                check_pair(outputs_[i - 1], outputs_[i]);
            }
        }
        return std::move(problems_);
    }

  private:
    DeclaredOutputs outputs_of(JobId id) const {
        const Job& job = plan_.jobs[index(id)];
        return docbuild::outputs_of(plan_.manifest.documents[plan_.documents[job.document].rule],
                                    plan_.manifest.stages[job.stage]);
    }

    std::string path_of(JobId job, const std::string& text) const {
        return fill_in_path(plan_, job, text, directories_);
    }

    void check_directory(JobId job, std::uint32_t entry, const std::string& path) {
        const auto owner = job_with_output(path);
        if (owner && *owner != job) {
            note(job, entry, *owner, "is also the output directory of");
        }
    }

    void check_pair(const HashedOutput& first, const HashedOutput& second) {
        const JobId job = second.job;
        const JobId other = first.job;
        const std::string path = path_of(job, (*outputs_of(job).templates)[second.entry]);
        const std::string before = path_of(other, (*outputs_of(other).templates)[first.entry]);
        if (job != other && path == before) {
            note(job, second.entry, other, "is also an output of");
        }
    }

    void note(JobId job, std::uint32_t entry, JobId other, std::string_view relation) {
        const std::string pointer = element_pointer(outputs_of(job).pointer, entry);
        if (!places_.insert(pointer).second) {
            return;
        }
        problems_.push_back({pointer,
                             "this output of " + in_quotes(plan_.name_of(job).text()) + " " +
                                 std::string(relation) + " " +
                                 in_quotes(plan_.name_of(other).text()) +
                                 "; give each job files of its own",
                             false});
    }

    /// The job whose {output} `path` is.
    std::optional<JobId> job_with_output(std::string_view path) const {
        const std::string prefix = directories_.build == "/" ? "/" : directories_.build + "/";
        if (!path.starts_with(prefix)) {
            return std::nullopt;
        }
        path.remove_prefix(prefix.size());
        const std::size_t slash = path.find('/');
        if (slash == std::string_view::npos) {
            return std::nullopt;
        }
        const auto found = plan_.job_named.find(
            JobName{std::string(path.substr(slash + 1)), std::string(path.substr(0, slash))}
                .text());
        return found == plan_.job_named.end() ? std::nullopt : std::optional(found->second);
    }

    const Plan& plan_;
    Directories directories_;
    std::vector<HashedOutput> outputs_;
    std::set<std::string> places_; // of the problems
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> find_output_clashes(const Plan& plan) {
    return OutputClashes(plan).run();
}

} // namespace docbuild
