// Finds out whether the last run in a build directory was cut off, and which jobs it left
// unfinished.
#pragma once

#include <optional>
#include <set>
#include <string>

namespace docbuild {

/// Reads the end of the event log at `path`. Empty if the log records how the run ended or cannot
/// be read; otherwise the jobs that were started and did not finish, as far as the part read shows.
std::optional<std::set<std::string>> left_unfinished(const std::string& path);

} // namespace docbuild
