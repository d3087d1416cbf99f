#include "lib/process/cgroup_place.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

std::string places(std::string_view controller, std::string_view cgroups, std::string_view mounts) {
    std::string text;
    for (const CgroupPlace& place : cgroup_places(controller, cgroups, mounts)) {
        text += place.version == CgroupVersion::v1 ? "v1 " : "v2 ";
        text += place.point + "|" + place.group + "\n";
    }
    return text;
}

const char* const hybrid_mounts =
    "31 23 0:28 / /sys/fs/cgroup ro shared:8 - tmpfs tmpfs ro,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n"
    "38 31 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n";
const char* const hybrid_groups = "4:memory:/ci/worker\n2:cpu,cpuacct:/\n0::/ci\n";

} // namespace

TEST_CASE("a controller has its hierarchy of version 1 and the one of version 2") {
    CHECK(places("memory", hybrid_groups, hybrid_mounts) == "v1 /sys/fs/cgroup/memory|/ci/worker\n"
                                                            "v2 /sys/fs/cgroup/unified|/ci\n");
    CHECK(places("cpu", hybrid_groups, hybrid_mounts) == "v1 /sys/fs/cgroup/cpu,cpuacct|\n"
                                                         "v2 /sys/fs/cgroup/unified|/ci\n");
}

TEST_CASE("a group outside of what is mounted has no place") {
    const char* const mounts = "732 731 0:29 /docker/1f /cg ro - cgroup cgroup rw,memory\n";
    CHECK(places("memory", "4:memory:/docker/1f/a\n", mounts) == "v1 /cg|/a\n");
    CHECK(places("memory", "4:memory:/docker/1f2\n", mounts).empty());
    CHECK(places("memory", "", mounts).empty());
}
