#include "lib/run/memory_exhaustion.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("memory ran out when any count rose") {
    CHECK(rose({0, 5}, {0, 6}) == true);
    CHECK(rose({1, 5}, {2, 5}) == true);
    CHECK(rose({1, 5}, {1, 5}) == false);
}

TEST_CASE("a count that could not be read both times says nothing") {
    CHECK_FALSE(rose({}, {}).has_value());
    CHECK_FALSE(rose({std::nullopt}, {3}).has_value());
    CHECK_FALSE(rose({3}, {std::nullopt}).has_value());
    CHECK(rose({std::nullopt, 1}, {3, 1}) == false);
    CHECK(rose({std::nullopt, 1}, {3, 2}) == true);
}

TEST_CASE("two readings of a machine in peace have the same shape") {
    const OomKillWatch watch;
    CHECK(watch.read().size() == watch.read().size());
#ifdef DOCBUILD_PORTABLE
    CHECK_FALSE(rose(watch.read(), watch.read()).has_value());
#endif
}
