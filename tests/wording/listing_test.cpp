#include "lib/wording/listing.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace docbuild;
using namespace docbuild::sample;

TEST_CASE("columns are aligned by display width, not bytes") {
    const std::array jobs = {
        ListedJob{rings, "up_to_date", 70s, Bytes{1536ULL << 20U}},
        ListedJob{{"Überblick", "html"}, "failed", 5s, Bytes{145ULL << 20U}},
        ListedJob{{"漢字", "pdf"}, "never built", std::nullopt, std::nullopt},
    };
    CHECK(list_jobs(jobs) == "reference/rings:html  up_to_date   1min 10s    1.5 GiB\n"
                             "Überblick:html        failed           5.0s  145.0 MiB\n"
                             "漢字:pdf              never built         -          -\n");
    CHECK(list_jobs({}).empty());
}

TEST_CASE("an explanation is one line per job") {
    const std::array jobs = {ExplainedJob{rings, "never built"},
                             ExplainedJob{tutorial, "en/a\x1b[2J.rst changed"}};
    CHECK(explain_jobs(jobs) == "reference/rings:html: never built\n"
                                "tutorial:html: en/a.rst changed\n");
}

TEST_CASE("a dry run names what would be built and counts it") {
    const std::array jobs = {rings, tutorial};
    CHECK(dry_run(jobs, {}, 100) == "would build reference/rings:html\n"
                                    "would build tutorial:html\n"
                                    "2 of 100 jobs would be built\n");
    CHECK(dry_run({}, {}, 1) == "0 of 1 job would be built\n");
}
