#include "lib/process/memory_exhaustion.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("two readings of a machine in peace have the same shape") {
    OomKillWatch watch;
    const OomKillCounts first = watch.read();
    CHECK(first.size() == watch.read().size());
    CHECK(watch.recent() == watch.recent());
#ifdef DOCBUILD_PORTABLE
    CHECK_FALSE(rose(first, watch.read()).has_value());
#endif
}
