// Finds a process's Linux control groups in the file system, from the texts of /proc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

enum class CgroupVersion { v1, v2 };

/// The directory of a group is `point + group`. Its ancestors as far as they are mounted are found
/// by taking parts off the end of `group`.
struct CgroupPlace {
    CgroupVersion version;
    std::string point; // where the hierarchy is mounted
    std::string group; // below it: empty or `/...`
};

/// The process's group in each mounted hierarchy that may have `controller` (`cpu`, `memory`):
/// those of version 1 that name it, and version 2, which has one hierarchy for all. In the order of
/// `mounts`, the text of /proc/self/mountinfo; `cgroups` is that of /proc/self/cgroup. See
/// cgroups(7) and proc(5). Lines that cannot be read are passed over.
std::vector<CgroupPlace> cgroup_places(std::string_view controller, std::string_view cgroups,
                                       std::string_view mounts);

} // namespace docbuild
