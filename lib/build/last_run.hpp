// Tells whether the last run of a build directory was cut off, and what it left unfinished.
#pragma once

#include <optional>
#include <set>
#include <string>

namespace docbuild {

/// From the end of the event log at `path`: empty where that says how the run ended, or cannot be
/// read; else the jobs that were started and did not finish, as far as its end tells.
std::optional<std::set<std::string>> left_unfinished(const std::string& path);

} // namespace docbuild
