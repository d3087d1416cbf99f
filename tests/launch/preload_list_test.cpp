#include "lib/launch/preload_list.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using Names = std::vector<std::string>;
using Without = PreloadList::Without;

TEST_CASE("a learned package is left out with all its modules") {
    PreloadList list({}, {"numpy.core", "numpyro", "wave", "numpy"});
    CHECK(list.leave_out("numpy.core", "numpy").without == Without::learned);
    CHECK(list.learned() == Names{"numpyro", "wave"});
    CHECK(list.leave_out("wave", "wave").without == Without::learned);
    CHECK(list.learned() == Names{"numpyro"});
}

TEST_CASE("a module from the manifest is left out and reported, and the rest stays") {
    PreloadList list({"a", "heavy.x", "heavy.y", "b"}, {});
    const auto omission = list.leave_out("heavy.x", "heavy");
    CHECK(omission.without == Without::named);
    CHECK(omission.modules == Names{"heavy.x", "heavy.y"});
    CHECK(list.named() == Names{"a", "b"});
}

TEST_CASE("without a known culprit, all learned modules are left out") {
    for (const char* culprit : {"", "of our own"}) {
        PreloadList list({"a"}, {"b", "c"});
        CHECK(list.leave_out(culprit, culprit).without == Without::all_learned);
        CHECK(list.learned().empty());
        CHECK(list.named() == Names{"a"});
        CHECK(list.leave_out(culprit, culprit).without == Without::nothing);
    }
}

TEST_CASE("after a few packages, all learned modules are left out") {
    Names learned;
    for (char name = 'a'; name <= 'z'; ++name) {
        learned.emplace_back(1, name);
    }
    PreloadList list({}, learned);
    std::size_t servers = 1;
    while (!list.learned().empty()) {
        const std::string culprit = list.learned().front();
        list.leave_out(culprit, culprit);
        ++servers;
    }
    CHECK(servers == 10);
    CHECK(list.leave_out("z", "z").without == Without::nothing);
}
