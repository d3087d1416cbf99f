// Removes what builders wrote for some jobs, so that these are built anew.
#pragma once

#include "lib/command/job_commands.hpp"
#include "lib/state/build_paths.hpp"
#include "lib/state/state_store.hpp"

#include <vector>

namespace docbuild {

/// Removes the outputs and logs of the `wanted` jobs (by job index), and what is kept for Sphinx,
/// and forgets how they were built; returns how many had left anything. Another job's output inside
/// one of theirs stays, and so do doctrees that they share with a job that stays built. Throws
/// WorkError where something cannot be removed.
std::size_t clean(const std::vector<bool>& wanted, JobCommands& commands, const BuildPaths& paths,
                  StateStore& store);

} // namespace docbuild
