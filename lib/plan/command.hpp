// A job's command, environment and paths with all placeholders filled in.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"
#include "lib/text/environment_changes.hpp"
#include "lib/text/template_text.hpp"

namespace docbuild {

/// Absolute directories that placeholders refer to.
struct Directories {
    std::string manifest_dir;
    std::string build;
    std::string sphinx_front{}; // the program that builds `sphinx` stages; no placeholder

    /// {output}
    std::string output_of(const JobName& job) const { return build + "/" + job.path(); }
};

using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// What the keys that go with `sphinx` say of a job.
struct SphinxKeys {
    std::string builder;
    std::vector<std::string> arguments;
    std::optional<std::string> conf; // absolute
    std::string python;              // empty: the one that sphinx-build on PATH runs under
};

/// All paths are absolute and lexically normal.
struct BuilderCommand {
    std::vector<std::string> argv; // of a `sphinx` stage: empty until `complete` (sphinx_stages)
    std::optional<SphinxKeys> sphinx;
    std::optional<Preload> preload;
    std::string cwd;
    EnvironmentChanges environment; // the manifest's, the stage's and the override's, merged
    std::string source;
    std::string output;               // {output}
    std::vector<std::string> outputs; // declared ones
    std::vector<std::string> inputs;  // globs, absolute
    std::vector<std::string> ignore;  // globs; relative ones are matched below the source directory
    std::optional<std::string> depfile;
    bool speedups = true; // patches that save time: what is built is the same without
};

/// `slots` is what {jobs} becomes. Throws InputError where {env:NAME} is not set (load has checked
/// the rest).
BuilderCommand fill_in(const Plan& plan, JobId job, const Directories& directories, unsigned slots,
                       const EnvironmentLookup& environment);

/// A path of the job as far as the plan knows it: {jobs} and {env:NAME} stay as they are.
std::string fill_in_path(const Plan& plan, JobId job, const std::string& path,
                         const Directories& directories);

/// The job's declared outputs that do not lie in its {output} by their very text.
std::vector<std::string> outputs_outside_output_dir(const Plan& plan, JobId job,
                                                    const Directories& directories);

} // namespace docbuild
