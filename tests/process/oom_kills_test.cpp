#include "lib/process/oom_kills.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("the files that count are those of the machine and of the process's memory groups") {
    const char* const mounts =
        "33 31 0:30 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n"
        "38 31 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
    CHECK(oom_kill_files("4:memory:/ci\n0::/job\n", mounts) ==
          std::vector<std::string>{"/proc/vmstat", "/sys/fs/cgroup/memory/ci/memory.oom_control",
                                   "/sys/fs/cgroup/unified/job/memory.events"});
    CHECK(oom_kill_files("", "") == std::vector<std::string>{"/proc/vmstat"});
}

TEST_CASE("each file's count is the line that starts with oom_kill and a blank") {
    CHECK(oom_kills_in("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n") == 3);
    CHECK(oom_kills_in("low 0\noom 4\noom_kill 17\noom_group_kill 1\n") == 17);
    CHECK(oom_kills_in("drop_slab 0\noom_kill 18446744073709551615") == 18446744073709551615ULL);
}

TEST_CASE("a text without a readable count is no count") {
    for (const char* text :
         {"", "\n", "oom_kill", "oom_kill \n", "oom_kill x\n", "oom_kill 1 2\n", "oom_kill -1\n",
          "oom_kill 18446744073709551616\n", "oom_kill_x 1\n", " oom_kill 1\n"}) {
        CAPTURE(text);
        CHECK_FALSE(oom_kills_in(text).has_value());
    }
}

TEST_CASE("memory ran out when any count rose") {
    CHECK(rose({0, 5}, {0, 6}) == true);
    CHECK(rose({1, 5}, {2, 5}) == true);
    CHECK(rose({1, 5}, {1, 5}) == false);
}

TEST_CASE("a kill in other groups is told from one in the own ones, where these can be read") {
    CHECK(rose_in_own_groups({1, 5}, {2, 5}) == false);
    CHECK(rose_in_own_groups({1, 5}, {2, 6}) == true);
    CHECK(rose_in_own_groups({1, std::nullopt}, {2, 6}) == true);
    CHECK(rose_in_own_groups({1}, {2}) == true);
    CHECK_FALSE(rose_in_own_groups({}, {}).has_value());
}

TEST_CASE("a count that could not be read both times says nothing") {
    CHECK_FALSE(rose({}, {}).has_value());
    CHECK_FALSE(rose({std::nullopt}, {3}).has_value());
    CHECK_FALSE(rose({3}, {std::nullopt}).has_value());
    CHECK(rose({std::nullopt, 1}, {3, 1}) == false);
    CHECK(rose({std::nullopt, 1}, {3, 2}) == true);
}
