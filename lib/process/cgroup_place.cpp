#include "lib/process/cgroup_place.hpp"

#include "lib/text/text_parts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace docbuild {

namespace {

/// Where a hierarchy is mounted, and which of its groups is there.
struct Mount {
    CgroupVersion version;
    std::string root;
    std::string point;
};

bool lists(std::string_view controllers, std::string_view controller) {
    return std::ranges::count(split(controllers, ','), controller) != 0;
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
std::optional<Mount> mount_of(std::string_view line, std::string_view controller) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto place = split(line.substr(0, dash), ' ');
    const auto filesystem = split(line.substr(dash + 3), ' ');
    if (place.size() < 5 || filesystem.size() < 3) {
        return std::nullopt;
    }
    const bool is_v1 = filesystem[0] == "cgroup" && lists(filesystem.back(), controller);
    if (!is_v1 && filesystem[0] != "cgroup2") {
        return std::nullopt;
    }
    return Mount{is_v1 ? CgroupVersion::v1 : CgroupVersion::v2, unescaped(place[3]),
                 unescaped(place[4])};
}

/// The process's group in the hierarchy, from lines `ID:CONTROLLERS:PATH`.
std::optional<std::string> group_in(CgroupVersion version, std::string_view controller,
                                    std::string_view cgroups) {
    for (const std::string_view line : split(cgroups, '\n')) {
        const std::size_t first = line.find(':');
        const std::size_t second =
            first == std::string_view::npos ? first : line.find(':', first + 1);
        if (second == std::string_view::npos) {
            continue;
        }
        const std::string_view controllers = line.substr(first + 1, second - first - 1);
        if (version == CgroupVersion::v1 ? lists(controllers, controller)
                                         : line.starts_with("0::")) {
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

} // namespace

std::vector<CgroupPlace> cgroup_places(std::string_view controller, std::string_view cgroups,
                                       std::string_view mounts) {
    std::vector<CgroupPlace> places;
    for (const std::string_view line : split(mounts, '\n')) {
        const auto mount = mount_of(line, controller);
        const auto group = mount ? group_in(mount->version, controller, cgroups) : std::nullopt;
        const auto path = group ? below(mount->root, *group) : std::nullopt;
        if (path) {
            places.push_back({mount->version, mount->point, *path});
        }
    }
    return places;
}

} // namespace docbuild
