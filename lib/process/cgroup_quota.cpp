#include "lib/process/cgroup_quota.hpp"

#include "lib/process/cgroup_place.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace docbuild {

namespace {

std::optional<double> decimal_in(std::string_view text) {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && number > 0 ? std::optional(number) : std::nullopt;
}

/// Processors that one group's own files grant. No limit is -1 in version 1, `max` in version 2.
std::optional<double> quota_of(const std::string& directory, CgroupVersion version,
                               const FileLookup& lookup) {
    std::optional<double> quota;
    std::optional<double> period;
    if (version == CgroupVersion::v1) {
        quota = decimal_in(lookup(directory + "/cpu.cfs_quota_us").value_or(""));
        period = decimal_in(lookup(directory + "/cpu.cfs_period_us").value_or(""));
    } else {
        const std::string text = lookup(directory + "/cpu.max").value_or("");
        quota = decimal_in(text);
        period = decimal_in(text.substr(text.rfind(' ') + 1));
    }
    return quota && period ? std::optional(*quota / *period) : std::nullopt;
}

/// The smallest quota from the process's group up to the mount's root.
std::optional<double> smallest_quota(const CgroupPlace& place, const FileLookup& lookup) {
    std::optional<std::string> group = place.group;
    std::optional<double> smallest;
    while (group) {
        const auto quota = quota_of(place.point + *group, place.version, lookup);
        if (quota && (!smallest || *quota < *smallest)) {
            smallest = quota;
        }
        group = group->empty() ? std::nullopt : std::optional(group->substr(0, group->rfind('/')));
    }
    return smallest;
}

} // namespace

std::optional<unsigned> processors_by_quota(std::string_view cgroups, std::string_view mounts,
                                            const FileLookup& lookup) {
    constexpr double most = 1U << 20U; // beyond any machine, and safe to turn into an integer
    double smallest = most;
    for (const CgroupPlace& place : cgroup_places("cpu", cgroups, mounts)) {
        smallest = std::min(smallest, smallest_quota(place, lookup).value_or(most));
    }
    if (smallest >= most) {
        return std::nullopt;
    }
    return static_cast<unsigned>(std::max(1.0, std::ceil(smallest)));
}

} // namespace docbuild
