#include "lib/core/cgroup_quota.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace docbuild {

namespace {

enum class Hierarchy { v1, v2 };

/// Where a hierarchy with a processor controller is mounted, and which of its groups is there.
struct Mount {
    Hierarchy hierarchy;
    std::string root;
    std::string point;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

bool lists_cpu(std::string_view controllers) {
    return std::ranges::count(split(controllers, ','), "cpu") != 0;
}

/// Undoes the octal escapes (`\040`) that proc(5) has for blanks and backslashes in paths.
std::string unescaped(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        unsigned code = 0;
        const bool escape = text.size() >= 4 && text.front() == '\\' &&
                            std::from_chars(&text[1], &text[1] + 3, code, 8).ptr == &text[1] + 3;
        plain += escape ? static_cast<char>(code) : text.front();
        text.remove_prefix(escape ? 4 : 1);
    }
    return plain;
}

/// Reads `ID PARENT DEVICE ROOT POINT OPTIONS [TAG...] - TYPE SOURCE SUPEROPTIONS`.
std::optional<Mount> mount_of(std::string_view line) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto place = split(line.substr(0, dash), ' ');
    const auto filesystem = split(line.substr(dash + 3), ' ');
    if (place.size() < 5 || filesystem.size() < 3) {
        return std::nullopt;
    }
    const bool is_v1 = filesystem[0] == "cgroup" && lists_cpu(filesystem.back());
    if (!is_v1 && filesystem[0] != "cgroup2") {
        return std::nullopt;
    }
    return Mount{is_v1 ? Hierarchy::v1 : Hierarchy::v2, unescaped(place[3]), unescaped(place[4])};
}

/// The process's group in the hierarchy, from lines `ID:CONTROLLERS:PATH`.
std::optional<std::string> group_in(Hierarchy hierarchy, std::string_view cgroups) {
    for (const std::string_view line : split(cgroups, '\n')) {
        const std::size_t first = line.find(':');
        const std::size_t second =
            first == std::string_view::npos ? first : line.find(':', first + 1);
        if (second == std::string_view::npos) {
            continue;
        }
        const std::string_view controllers = line.substr(first + 1, second - first - 1);
        if (hierarchy == Hierarchy::v1 ? lists_cpu(controllers) : line.starts_with("0::")) {
            return std::string(line.substr(second + 1));
        }
    }
    return std::nullopt;
}

/// `group` relative to the mount's root: empty or `/...`; none where it lies outside.
std::optional<std::string> below(const std::string& root, const std::string& group) {
    const std::string prefix = root == "/" ? "" : root;
    if (!group.starts_with(prefix) ||
        (group.size() > prefix.size() && group[prefix.size()] != '/')) {
        return std::nullopt;
    }
    const std::string rest = group.substr(prefix.size());
    return rest == "/" ? "" : rest;
}

std::optional<double> number_in(std::string_view text) {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && number > 0 ? std::optional(number) : std::nullopt;
}

/// Processors that one group's own files grant. No limit is -1 in version 1, `max` in version 2.
std::optional<double> quota_of(const std::string& directory, Hierarchy hierarchy,
                               const FileLookup& lookup) {
    std::optional<double> quota;
    std::optional<double> period;
    if (hierarchy == Hierarchy::v1) {
        quota = number_in(lookup(directory + "/cpu.cfs_quota_us").value_or(""));
        period = number_in(lookup(directory + "/cpu.cfs_period_us").value_or(""));
    } else {
        const std::string text = lookup(directory + "/cpu.max").value_or("");
        const auto words = split(text, ' ');
        quota = number_in(words.front());
        period = number_in(words.back());
    }
    return quota && period ? std::optional(*quota / *period) : std::nullopt;
}

/// The smallest quota from the process's group up to the mount's root.
std::optional<double> smallest_quota(const Mount& mount, std::string_view cgroups,
                                     const FileLookup& lookup) {
    const auto group = group_in(mount.hierarchy, cgroups);
    auto path = group ? below(mount.root, *group) : std::nullopt;
    std::optional<double> smallest;
    while (path) {
        const auto quota = quota_of(mount.point + *path, mount.hierarchy, lookup);
        if (quota && (!smallest || *quota < *smallest)) {
            smallest = quota;
        }
        path = path->empty() ? std::nullopt : std::optional(path->substr(0, path->rfind('/')));
    }
    return smallest;
}

} // namespace

std::optional<unsigned> processors_by_quota(std::string_view cgroups, std::string_view mounts,
                                            const FileLookup& lookup) {
    constexpr double most = 1U << 20U; // beyond any machine, and safe to turn into an integer
    double smallest = most;
    for (const std::string_view line : split(mounts, '\n')) {
        const auto mount = mount_of(line);
        const auto quota = mount ? smallest_quota(*mount, cgroups, lookup) : std::nullopt;
        smallest = std::min(smallest, quota.value_or(most));
    }
    if (smallest >= most) {
        return std::nullopt;
    }
    return static_cast<unsigned>(std::max(1.0, std::ceil(smallest)));
}

} // namespace docbuild
