// What the guard does in its own process: sleeps until the driver is gone, and ends what is left of
// the run.
#pragma once

#include "lib/process/guard_table.hpp"

#include <string_view>

namespace docbuild {

struct GuardDescriptors {
    int pipe;   // an end to read from, whose other end only the driver holds
    int lock;   // the build directory's open lock file, of which the guard takes its part
    int untold; // an end to write to, which it closes when it has the lock
};

/// Called in a child that was just forked; it never returns, and runs nothing of the driver's exit.
/// On end-of-file every group gets SIGTERM, and SIGKILL after its own grace period; on Linux so do
/// the processes that are tagged with `run` and have left their groups (see builder_tag), after the
/// longest of these.
[[noreturn]] void be_guard(GuardDescriptors descriptors, const GuardTable& table,
                           std::string_view run);

} // namespace docbuild
