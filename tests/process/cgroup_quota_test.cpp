#include "lib/process/cgroup_quota.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace docbuild;

namespace {

using Files = std::map<std::string, std::string>;

std::string processors(std::string_view cgroups, std::string_view mounts, const Files& files) {
    const auto found = processors_by_quota(cgroups, mounts, [&](const std::string& path) {
        const auto file = files.find(path);
        return file == files.end() ? std::nullopt : std::optional(file->second);
    });
    return found ? std::to_string(*found) : "no limit";
}

const char* const v2_mounts =
    "24 30 0:22 / /proc rw,nosuid - proc proc rw\n"
    "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
const char* const v1_mounts =
    "31 23 0:28 / /sys/fs/cgroup ro shared:8 - tmpfs tmpfs ro,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/cpuset rw shared:10 - cgroup cgroup rw,cpuset\n";
const char* const v1_groups = "9:name=systemd:/user\n3:cpuset:/\n2:cpu,cpuacct:/ci/worker\n";

Files v1_quota(const std::string& group, const char* quota, const char* period) {
    const std::string directory = "/sys/fs/cgroup/cpu,cpuacct" + group;
    return {{directory + "/cpu.cfs_quota_us", quota}, {directory + "/cpu.cfs_period_us", period}};
}

} // namespace

TEST_CASE("version 2: cpu.max is quota and period, rounded up to whole processors") {
    const auto with = [](const char* max) {
        return processors("0::/ci\n", v2_mounts, {{"/sys/fs/cgroup/ci/cpu.max", max}});
    };
    CHECK(with("200000 100000\n") == "2");
    CHECK(with("150000 100000\n") == "2");
    CHECK(with("1000 100000\n") == "1");
    CHECK(with("50000 20000\n") == "3");
    CHECK(with("max 100000\n") == "no limit");
}

TEST_CASE("version 2: the smallest quota of the group and its ancestors counts") {
    const char* const group = "0::/user.slice/ci.service/job\n";
    const Files files = {{"/sys/fs/cgroup/user.slice/ci.service/job/cpu.max", "max 100000\n"},
                         {"/sys/fs/cgroup/user.slice/ci.service/cpu.max", "300000 100000\n"},
                         {"/sys/fs/cgroup/user.slice/cpu.max", "800000 100000\n"},
                         {"/sys/fs/cgroup/user.slice/other/cpu.max", "100000 100000\n"}};
    CHECK(processors(group, v2_mounts, files) == "3");
}

TEST_CASE("version 2: a container sees its own group at the root of the mount") {
    CHECK(processors("0::/\n", v2_mounts, {{"/sys/fs/cgroup/cpu.max", "400000 100000\n"}}) == "4");
}

TEST_CASE("version 1: quota over period, and -1 is no limit") {
    CHECK(processors(v1_groups, v1_mounts, v1_quota("/ci/worker", "250000\n", "100000\n")) == "3");
    CHECK(processors(v1_groups, v1_mounts, v1_quota("/ci/worker", "-1\n", "100000\n")) ==
          "no limit");
}

TEST_CASE("version 1: an ancestor's smaller quota counts") {
    Files files = v1_quota("/ci/worker", "600000\n", "100000\n");
    files.merge(v1_quota("/ci", "100000\n", "50000\n"));
    files.merge(v1_quota("", "-1\n", "100000\n"));
    CHECK(processors(v1_groups, v1_mounts, files) == "2");
}

TEST_CASE("version 1: the mount of a container shows the group that is its root") {
    const char* const mounts =
        "732 731 0:29 /docker/1f /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n";
    CHECK(processors("2:cpu,cpuacct:/docker/1f\n", mounts, v1_quota("", "200000", "100000")) ==
          "2");
    CHECK(processors("2:cpu,cpuacct:/docker/1f/a\n", mounts, v1_quota("/a", "100000", "100000")) ==
          "1");
    CHECK(processors("2:cpu,cpuacct:/docker/1f2\n", mounts, v1_quota("", "200000", "100000")) ==
          "no limit");
}

TEST_CASE("a hybrid machine has both hierarchies, and the smaller quota counts") {
    const std::string mounts =
        std::string(v1_mounts) +
        "38 31 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n";
    const std::string groups = std::string(v1_groups) + "0::/ci\n";
    Files files = v1_quota("/ci/worker", "400000\n", "100000\n");
    CHECK(processors(groups, mounts, files) == "4");
    files["/sys/fs/cgroup/unified/ci/cpu.max"] = "300000 100000\n";
    CHECK(processors(groups, mounts, files) == "3");
}

TEST_CASE("blanks in a mount point are read as the kernel writes them") {
    CHECK(processors("0::/ci\n", "35 24 0:30 / /a\\040b\\134c rw - cgroup2 none rw\n",
                     {{"/a b\\c/ci/cpu.max", "200000 100000"}}) == "2");
}

TEST_CASE("a path with a colon is one path") {
    CHECK(processors("0::/a:b\n", v2_mounts, {{"/sys/fs/cgroup/a:b/cpu.max", "200000 100000"}}) ==
          "2");
}

TEST_CASE("what is missing, cut off or nonsense sets no limit") {
    const Files files = {{"/sys/fs/cgroup/cpu.max", "200000 100000\n"}};
    CHECK(processors("", "", files) == "no limit");
    CHECK(processors("0::/\n", "", files) == "no limit");
    CHECK(processors("", v2_mounts, files) == "no limit");
    CHECK(processors("0\n0:\nx\n:::\n", v2_mounts, files) == "no limit");
    CHECK(processors("0::/\n", "35 24 0:30 / /sys/fs/cgroup rw - cgroup2\n", files) == "no limit");
    CHECK(processors("0::/\n", " - \n35 - cgroup2 a b\n", files) == "no limit");
    for (const char* max : {"", "\n", "max", "0 0", "-5 100000", "a b", "100000 0", "nan 1",
                            "inf 1", "99999999999999 1"}) {
        CAPTURE(max);
        CHECK(processors("0::/\n", v2_mounts, {{"/sys/fs/cgroup/cpu.max", max}}) == "no limit");
    }
}
