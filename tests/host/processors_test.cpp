#include "lib/host/processors.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#ifndef DOCBUILD_PORTABLE
#include <sched.h>
#endif

using namespace docbuild;

TEST_CASE("at least one processor may be used, and no more than are online") {
    CHECK(usable_processors() >= 1);
    CHECK(usable_processors() <= static_cast<unsigned>(::sysconf(_SC_NPROCESSORS_ONLN)));
}

#ifndef DOCBUILD_PORTABLE
TEST_CASE("a process that is bound to one processor may use one") {
    cpu_set_t before;
    REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
    int first = 0;
    while (!CPU_ISSET(first, &before)) {
        ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
    CHECK(usable_processors() == 1);
    REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
}
#endif
