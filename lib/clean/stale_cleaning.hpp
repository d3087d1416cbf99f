// Removes what jobs left that are no longer in the manifest.
#pragma once

#include "lib/command/job_commands.hpp"
#include "lib/state/build_paths.hpp"
#include "lib/state/state_store.hpp"

#include <vector>

namespace docbuild {

struct StaleFiles {
    std::string job;                  // DOCUMENT:STAGE
    std::vector<std::string> removed; // absolute paths
    std::vector<std::string> left;    // absolute paths: perhaps not the job's own
    std::vector<std::string> stale;   // jobs of the plan that may have written there since
};

/// Removes the {output} and the log of each job that the state, the logs or the doctrees know and
/// the plan does not, the outputs and dependency files that it declared, and what is kept for
/// Sphinx; forgets how it was built. What the plan's jobs write or read stays, wherever it lies.
/// Outside the build directory only a file goes that is byte for byte what the job's builder wrote.
/// Where the {output} lies in that of a job that was built later, this one is forgotten too, so
/// that it writes again what it may have there. In the order of the jobs' names; jobs that left
/// nothing are not told of. Throws WorkError where something cannot be removed.
std::vector<StaleFiles> clean_stale(JobCommands& commands, const BuildPaths& paths,
                                    StateStore& store);

} // namespace docbuild
