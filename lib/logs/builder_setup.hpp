// Makes ready what a builder finds when it starts: its directories and its log.
#pragma once

#include "lib/command/job_commands.hpp"
#include "lib/disk/descriptor.hpp"
#include "lib/event/job_name.hpp"
#include "lib/state/build_paths.hpp"

#include <variant>

namespace docbuild {

struct BuilderLog {
    std::string path;
    Descriptor file;
    std::int64_t opened = 0; // the file system's time in nanoseconds
};

/// Makes the directory {output}, the parents of the declared outputs, and the log's directory;
/// opens the log, anew for the first attempt, else to be continued; what else stood at its path has
/// made way. Or what failed: the call with
/// its object, and errno.
std::variant<BuilderLog, FailedToStart> set_up_builder(const BuildPaths& paths, const JobName& job,
                                                       const BuilderCommand& command,
                                                       unsigned attempt);

} // namespace docbuild
