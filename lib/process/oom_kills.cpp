#include "lib/process/oom_kills.hpp"

#include "lib/process/cgroup_place.hpp"
#include "lib/text/text_parts.hpp"

#include <algorithm>

namespace docbuild {

std::vector<std::string> oom_kill_files(std::string_view cgroups, std::string_view mounts) {
    std::vector<std::string> files = {"/proc/vmstat"};
    for (const CgroupPlace& place : cgroup_places("memory", cgroups, mounts)) {
        const char* const name =
            place.version == CgroupVersion::v1 ? "/memory.oom_control" : "/memory.events";
        files.push_back(place.point + place.group + name);
    }
    return files;
}

std::optional<std::uint64_t> oom_kills_in(std::string_view text) {
    constexpr std::string_view key = "oom_kill ";
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with(key)) {
            return number_in<std::uint64_t>(line.substr(key.size()));
        }
    }
    return std::nullopt;
}

namespace {

/// Of the counts from the place `first` on.
std::optional<bool> rose_from(std::size_t first, const OomKillCounts& before,
                              const OomKillCounts& after) {
    std::optional<bool> any;
    for (std::size_t i = first; i < std::min(before.size(), after.size()); ++i) {
        if (before[i] && after[i]) {
            any = any.value_or(false) || *after[i] > *before[i];
        }
    }
    return any;
}

} // namespace

std::optional<bool> rose(const OomKillCounts& before, const OomKillCounts& after) {
    return rose_from(0, before, after);
}

std::optional<bool> rose_in_own_groups(const OomKillCounts& before, const OomKillCounts& after) {
    const auto in_groups = rose_from(1, before, after); // after the machine's
    return in_groups ? in_groups : rose(before, after);
}

} // namespace docbuild
