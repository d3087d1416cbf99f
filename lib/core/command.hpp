// A job's command, environment and paths with all placeholders filled in.
// It does not know how a builder is started, and asks the environment only through the lookup
// passed in.
#pragma once

#include "lib/core/plan.hpp"

namespace docbuild {

/// Absolute directories that placeholders refer to.
struct Directories {
    std::string manifest_dir;
    std::string build;
};

using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// All paths are absolute and lexically normal.
struct BuilderCommand {
    std::vector<std::string> argv;
    std::string cwd;
    EnvironmentChanges environment; // the manifest's, the stage's and the override's, merged
    std::string source;
    std::string output;               // {output}
    std::vector<std::string> outputs; // declared ones
    std::vector<std::string> inputs;  // globs, absolute
    std::vector<std::string> ignore;  // globs; relative ones are matched below the source directory
    std::optional<std::string> depfile;
};

/// `slots` is what {jobs} becomes. Throws InputError where {env:NAME} is not set (load has checked
/// the rest).
BuilderCommand fill_in(const Plan& plan, JobId job, const Directories& directories, unsigned slots,
                       const EnvironmentLookup& environment);

/// The names between braces in `text`, in order: `{source}` gives "source"; `{{` and `}}` are
/// braces. A lone brace is a fault: the result is then empty and `fault` says where (character
/// position from 1).
struct Placeholders {
    std::vector<std::string> names;
    std::string fault;
};
Placeholders placeholders_in(std::string_view text);

/// Replaces each placeholder in `text` by what `value_of` gives for its name.
std::string substitute(std::string_view text,
                       const std::function<std::string(std::string_view)>& value_of);

/// The names that every string of a stage may use, `env:NAME` and variables aside.
std::span<const std::string_view> known_placeholders();

} // namespace docbuild
