// What the guard does in its own process: sleeps until the driver is gone, and ends what is left of
// the run. It does not know jobs, and shares nothing with the driver but the table of groups.
#pragma once

#include "lib/run/guard_table.hpp"

#include <string_view>

namespace docbuild {

/// Called in a child that was just forked; it never returns, and runs nothing of the driver's exit.
/// `pipe` is an end to read from, whose other end only the driver holds. On end-of-file every group
/// gets SIGTERM, and SIGKILL after its own grace period; on Linux so do the processes that are
/// tagged with `run` and have left their groups (see builder_tag), after the longest of these.
/// `lock` is the build directory's open lock file, of which it takes the guard's part.
[[noreturn]] void be_guard(int pipe, int lock, const GuardTable& table, std::string_view run);

} // namespace docbuild
