// Where the Linux kernel counts the processes that it killed because memory ran out, and how often.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// The files that count: /proc/vmstat, which counts for the whole machine, and for each memory
/// control group of the process `memory.oom_control` (version 1, the group alone) or
/// `memory.events` (version 2, with the groups below it). `cgroups` is the text of
/// /proc/self/cgroup, `mounts` that of /proc/self/mountinfo. See proc(5) and the kernel's
/// admin-guide/cgroup-v1/memory and admin-guide/cgroup-v2.
std::vector<std::string> oom_kill_files(std::string_view cgroups, std::string_view mounts);

/// The number in the line `oom_kill N` of such a file's text; empty where there is none.
std::optional<std::uint64_t> oom_kills_in(std::string_view text);

/// One count for each file that was found; empty where that file could not be read.
using OomKillCounts = std::vector<std::optional<std::uint64_t>>;

/// Whether any count rose; empty where no file could be read both times. Readings of one watch.
std::optional<bool> rose(const OomKillCounts& before, const OomKillCounts& after);

/// The same of the process's own control groups, or of the machine where no group's count can be
/// read: what is killed in other groups is none of this run's.
std::optional<bool> rose_in_own_groups(const OomKillCounts& before, const OomKillCounts& after);

} // namespace docbuild
