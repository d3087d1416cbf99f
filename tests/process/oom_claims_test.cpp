#include "lib/process/oom_claims.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

constexpr JobId one{1};
constexpr JobId two{2};

} // namespace

TEST_CASE("a builder claims a kill that was counted since its start") {
    OomClaims claims;
    claims.started(one, {5, 0});
    CHECK(claims.killed(one, {5, 0}) == false);
    CHECK(claims.killed(one, {6, 0}) == true);
}

TEST_CASE("one kill is claimed by one builder, and two by two") {
    OomClaims claims;
    claims.started(one, {5});
    claims.started(two, {5});
    CHECK(claims.killed(one, {6}) == true);
    claims.ended(one);
    CHECK(claims.killed(two, {6}) == false);
    CHECK(claims.killed(two, {7}) == true);

    claims.started(one, {7});
    claims.started(two, {7});
    CHECK(claims.killed(one, {9}) == true);
    CHECK(claims.killed(two, {9}) == true);
}

TEST_CASE("a builder that failed claims a kill in the run's own groups, and no kill twice") {
    OomClaims claims;
    claims.started(one, {5, 0});
    claims.started(two, {5, 0});
    CHECK(claims.killed(two, {6, 1}) == true);
    CHECK(claims.failed(one, {6, 1}) == false);
    CHECK(claims.failed(one, {7, 1}) == false); // it was killed in another group
    CHECK(claims.failed(one, {8, 2}) == true);
    CHECK(claims.failed(two, {8, 2}) == false);
}

TEST_CASE("a kill before a builder's start is not its own") {
    OomClaims claims;
    claims.started(one, {5});
    CHECK(claims.killed(one, {6}) == true);
    claims.started(one, {6});
    CHECK(claims.killed(one, {6}) == false);
}

TEST_CASE("where nothing can be read, nothing is known") {
    OomClaims claims;
    claims.started(one, {});
    CHECK_FALSE(claims.killed(one, {}).has_value());
    claims.started(two, {std::nullopt, 3});
    CHECK(claims.killed(two, {4, 3}) == false);
    CHECK_FALSE(claims.killed(JobId{9}, {4, 3}).has_value());
}
