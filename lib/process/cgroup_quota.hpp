// The number of processors that Linux control groups grant, from the texts of /proc and cgroupfs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

/// The text of the file at an absolute path; empty where it cannot be read.
using FileLookup = std::function<std::optional<std::string>(const std::string& path)>;

/// The smallest quota of the process's control group and its ancestors as far as they are mounted,
/// in whole processors, rounded up, at least 1; empty where none is set. `cgroups` is the text of
/// /proc/self/cgroup, `mounts` that of /proc/self/mountinfo. Reads cpu.cfs_quota_us and
/// cpu.cfs_period_us (version 1) and cpu.max (version 2), both where a machine mounts both. See
/// cgroups(7), proc(5) and the kernel's admin-guide/cgroup-v2. What cannot be read sets no limit.
std::optional<unsigned> processors_by_quota(std::string_view cgroups, std::string_view mounts,
                                            const FileLookup& lookup);

} // namespace docbuild
