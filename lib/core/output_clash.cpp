#include "lib/core/output_clash.hpp"

#include "lib/core/path_text.hpp"
#include "lib/core/utf8.hpp"
#include "lib/core/written_paths.hpp"

#include <algorithm>
#include <compare>
#include <set>

namespace docbuild {

namespace {

/// An absolute directory that stands for the manifest's, which is not known here.
constexpr std::string_view manifest_dir = "/{manifest_dir}";

std::string_view name_of(WrittenKind kind) {
    switch (kind) {
    case WrittenKind::output:
        return "output";
    case WrittenKind::output_directory:
        return "output directory";
    case WrittenKind::doctree_directory:
        return "doctree directory";
    }
    return "";
}

std::string with_article(WrittenKind kind) {
    return (kind == WrittenKind::output ? "an " : "the ") + std::string(name_of(kind));
}

bool is_below(std::string_view name, std::string_view other) {
    return name.size() > other.size() && name.starts_with(other) && name[other.size()] == '/';
}

/// A written path by its hash: the paths of all jobs at once would take much memory.
struct HashedPath {
    std::size_t hash;
    JobId job;
    std::uint32_t entry; // index in what the job writes
    auto operator<=>(const HashedPath&) const = default;
};

class OutputClashes {
  public:
    explicit OutputClashes(const Plan& plan)
        : plan_(plan), directories_{std::string(manifest_dir),
                                    resolve(plan.manifest.build, manifest_dir)},
          written_(plan, directories_) {}

    std::vector<Problem> run() {
        for (std::uint32_t j = 0; j < plan_.jobs.size(); ++j) {
            const auto paths = written_.of(JobId(j));
            for (std::uint32_t i = 0; i < paths.size(); ++i) {
                hashed_.push_back({std::hash<std::string>()(paths[i].path), JobId(j), i});
            }
        }
        std::sort(hashed_.begin(), hashed_.end());
        for (std::uint32_t j = 0; j < plan_.jobs.size(); ++j) {
            check(JobId(j));
        }
        return std::move(problems_);
    }

  private:
    void check(JobId job) {
        std::set<std::string> checked; // a job may name a path twice
        for (const WrittenPath& path : written_.of(job)) {
            if (checked.insert(path.path).second) {
                check_same(job, path);
                check_above(job, path);
            }
        }
        check_above_output(job);
    }

    void check_same(JobId job, const WrittenPath& path) {
        const auto owner = job_with_output(path.path);
        if (owner && *owner != job) {
            note(job, path, "is also the output directory of", *owner);
        }
        const auto before = first_at(path.path, [&](JobId other) { return other < job; });
        if (before) {
            note(job, path, "is also " + with_article(before->path.kind) + " of", before->job);
        }
    }

    /// Looks at all that the path lies in, up to {output}: what holds that is looked at for itself.
    void check_above(JobId job, const WrittenPath& path) {
        for_each_above(path.path, output_of(job), [&](const std::string& directory) {
            const auto owner = job_with_output(directory);
            if (owner && !may_hold(*owner, job)) {
                note(job, path, "lies in the output directory of", *owner);
            }
            if (const auto outer = first_that_may_not_hold(job, directory)) {
                note(job, path, "lies in " + with_article(outer->path.kind) + " of", outer->job);
            }
        });
    }

    /// {output} as such is nobody's fault: what holds it is.
    void check_above_output(JobId job) {
        for_each_above(output_of(job), "/", [&](const std::string& directory) {
            if (const auto outer = first_that_may_not_hold(job, directory)) {
                note(outer->job, outer->path, "holds the output directory of", job);
            }
        });
    }

    struct Writer {
        JobId job;
        WrittenPath path;
    };

    std::optional<Writer> first_that_may_not_hold(JobId job, const std::string& directory) {
        return first_at(directory, [&](JobId other) { return !may_hold(other, job); });
    }

    /// The first job, in job order, that writes at `path` and is `wanted`.
    template <typename IsWanted>
    std::optional<Writer> first_at(const std::string& path, IsWanted is_wanted) {
        const std::size_t hash = std::hash<std::string>()(path);
        auto found =
            std::lower_bound(hashed_.begin(), hashed_.end(), HashedPath{hash, JobId(0), 0});
        for (; found != hashed_.end() && found->hash == hash; ++found) {
            if (is_wanted(found->job)) {
                WrittenPath other = written_.of(found->job)[found->entry];
                if (other.path == path) {
                    return Writer{found->job, std::move(other)};
                }
            }
        }
        return std::nullopt;
    }

    /// Whether what `outer` writes may hold what `inner` writes.
    bool may_hold(JobId outer, JobId inner) const {
        return outer == inner || is_below(document_of(inner), document_of(outer));
    }

    const std::string& document_of(JobId job) const {
        return plan_.documents[plan_.jobs[index(job)].document].name;
    }

    std::string output_of(JobId job) const {
        const JobName name = plan_.name_of(job);
        return resolve(name.stage + "/" + name.document, directories_.build);
    }

    /// Visits the directories that `path` lies in, from the innermost on, but for the root and for
    /// `last` and what that lies in.
    template <typename Visit>
    static void for_each_above(const std::string& path, std::string_view last, Visit visit) {
        for (std::string directory = directory_of(path); directory != "/" && directory != last;
             directory = directory_of(directory)) {
            visit(directory);
        }
    }

    void note(JobId job, const WrittenPath& path, const std::string& relation, JobId other) {
        const std::string pointer = written_.pointer_of(job, path);
        if (places_.insert(pointer).second) {
            problems_.push_back({pointer,
                                 "this " + std::string(name_of(path.kind)) + " of " + quoted(job) +
                                     " " + relation + " " + quoted(other) +
                                     "; give each job files of its own",
                                 false});
        }
    }

    std::string quoted(JobId job) const { return in_quotes(plan_.name_of(job).text()); }

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
    WrittenPaths written_;
    std::vector<HashedPath> hashed_;
    std::set<std::string> places_; // of the problems
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> find_output_clashes(const Plan& plan) {
    return OutputClashes(plan).run();
}

} // namespace docbuild
