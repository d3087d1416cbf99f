#include "lib/process/guard_table.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <set>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("a place that was reserved counts once its builder has entered itself") {
    GuardTable table;
    GuardedGroup* const place = table.reserve(3s);
    REQUIRE(place != nullptr);
    CHECK(table.entries().empty());
    const pid_t child = ::fork();
    if (child == 0) {
        place->group = ::getpid();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    REQUIRE(table.entries().size() == 1);
    CHECK(table.entries().front().group == child);
    CHECK(table.entries().front().grace == 3s);
    table.release(place);
    CHECK(table.entries().empty());
}

TEST_CASE("a released place is taken again, and no two builders have the same") {
    GuardTable table;
    std::set<GuardedGroup*> places;
    for (int i = 1; i <= 100; ++i) {
        GuardedGroup* const place = table.reserve(1s * i);
        place->group = i;
        places.insert(place);
    }
    CHECK(places.size() == 100);
    for (GuardedGroup* const place : places) {
        table.release(place);
    }
    for (int i = 0; i < 100; ++i) {
        CHECK(places.contains(table.reserve(1s)));
    }
    CHECK_FALSE(places.contains(table.reserve(1s)));
}

TEST_CASE("where all places are taken there is none, and that is no error") {
    GuardTable table;
    while (table.reserve(1s) != nullptr) {
    }
    table.release(nullptr);
    CHECK(table.reserve(1s) == nullptr);
    CHECK(table.entries().empty());
}
