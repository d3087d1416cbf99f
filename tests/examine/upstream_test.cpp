#include "lib/examine/upstream.hpp"
#include "lib/plan/planner.hpp"

#include "lib/manifest/manifest_loader.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

/// Documents a, b and c, each in the stages i (0, 3, 6), x (1, 4, 7) and y (2, 5, 8): x comes after
/// all of i, y after a:i and x of the same document.
struct ThreeDocuments {
    Plan plan = make_plan(load_manifest(R"({"docbuild": 1, "defaults": {"command": ["x"]},
        "stages": {"i": {}, "x": {"after": ["i:*"]}, "y": {"after": ["a:i", "x"]}},
        "documents": [{"name": "a", "source": "s"}, {"name": "b", "source": "s"},
                      {"name": "c", "source": "s"}]})",
                                        "m")
                              .manifest,
                          {})
                    .plan;
    Upstream upstream{plan};
};

constexpr JobId a_i{0}, a_x{1}, a_y{2}, b_i{3}, b_x{4}, b_y{5}, c_i{6};

} // namespace

TEST_CASE("what is not known of those before a job is asked for, until it is set") {
    ThreeDocuments three;
    CHECK(three.upstream.unknown_before(b_y) == std::vector{a_i, b_x});
    CHECK(three.upstream.unknown_before(b_x) == std::vector{b_i, a_i, b_i, c_i});
    for (const JobId job : {a_i, b_i, c_i}) {
        three.upstream.set(job, {1, 1});
    }
    CHECK(three.upstream.unknown_before(b_x).empty());
    three.upstream.forget(c_i);
    three.upstream.forget(c_i);
    CHECK(three.upstream.unknown_before(a_x) == std::vector{c_i});
    three.upstream.set(c_i, {1, 1});
    CHECK(three.upstream.unknown_before(a_x).empty());
}

TEST_CASE("each job before another counts once, as its term is now") {
    ThreeDocuments three;
    three.upstream.set(a_i, {1, 10});
    three.upstream.set(b_i, {2, 20});
    three.upstream.set(c_i, {4, 40});
    CHECK(three.upstream.digest_of(a_x) == Digest{7, 70});
    CHECK(three.upstream.digest_of(b_x) == Digest{7, 70});
    three.upstream.set(b_i, {3, 21});
    CHECK(three.upstream.digest_of(b_x) == Digest{8, 71});
    three.upstream.set(a_x, {100, 100});
    CHECK(three.upstream.digest_of(a_y) == Digest{101, 110});
    CHECK(three.upstream.digest_of(a_i) == Digest{});
}

TEST_CASE("the job is named that changed last behind a barrier, one's own before it") {
    ThreeDocuments three;
    three.upstream.set(a_i, {1, 1}, 5);
    three.upstream.set(b_i, {1, 1}, 7);
    three.upstream.set(c_i, {1, 1}, 6);
    CHECK(three.upstream.changed_after(a_x, 7) == std::nullopt);
    CHECK(three.upstream.changed_after(a_x, 5) == b_i);
    CHECK(three.upstream.changed_after(a_x, 4) == a_i);
    CHECK(three.upstream.changed_after(a_y, 4) == a_i);
}
