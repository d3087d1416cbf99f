#include "lib/command/sphinx_exchange.hpp"

#include "lib/disk/files.hpp"
#include "tests/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace docbuild;

namespace {

const JobName job{"reference/rings", "html"};
const std::string file = ".docbuild/sphinx/progress/html/reference/rings.txt";

std::string progress(const TemporaryDirectory& build) {
    return sphinx_progress(build / "", job);
}

} // namespace

TEST_CASE("a list that jobs share is written once in a run, and those of earlier runs go") {
    const TemporaryDirectory build;
    const SphinxFiles files{build / ""};
    build.write(".docbuild/sphinx/offers/earlier.json", "old");
    build.write(".docbuild/sphinx/offers/first.json", "old");
    OfferFiles offers(build / "");
    int written = 0;
    const auto text = [&] { return "text " + std::to_string(++written); };
    for (const char* name : {"first", "second", "first"}) {
        CHECK_FALSE(offers.write(files.offers(name), text));
    }
    CHECK(read_file(files.offers("first"), Bytes{100}) == "text 1");
    CHECK(read_file(files.offers("second"), Bytes{100}) == "text 2");
    CHECK_FALSE(path_exists(files.offers("earlier")));
    CHECK(written == 2);
}

TEST_CASE("a list that cannot be written is the job's failure to start, and is tried again") {
    const TemporaryDirectory build;
    const SphinxFiles files{build / ""};
    build.write(".docbuild/sphinx", "a file in the way");
    OfferFiles offers(build / "");
    const auto text = [] { return std::string("text"); };
    CHECK(offers.write(files.offers("x"), text).value().error_number == ENOTDIR);
    std::filesystem::remove(build / ".docbuild/sphinx");
    CHECK_FALSE(offers.write(files.offers("x"), text));
    CHECK(path_exists(files.offers("x")));
}

TEST_CASE("progress is the front's text without the padding to 32 bytes") {
    const TemporaryDirectory build;
    build.write(file, "40% reading sources            \n");
    CHECK(progress(build) == "40% reading sources");
    build.write(file, std::string(31, ' ') + "\n");
    CHECK(progress(build).empty());
    build.write(file, std::string(1000, 'x'));
    CHECK(progress(build) == std::string(32, 'x'));
}

TEST_CASE("without a file there is no progress") {
    const TemporaryDirectory build;
    CHECK(progress(build).empty());
    build.write(file + "/inside", "x");
    CHECK(progress(build).empty());
}

TEST_CASE("a file for the front that cannot be written is named with its own error") {
    const TemporaryDirectory build;
    const std::string told = build / "b/.docbuild/sphinx/told/html/reference/rings.json";
    build.write("b/.docbuild/sphinx/told/html/reference/rings.json/inside", "x");
    errno = EMFILE; // of an earlier call
    const auto failure = set_up_sphinx(build / "b", job, "text", {}, {});
    REQUIRE(failure.has_value());
    CHECK(failure->error_number == EISDIR);
    CHECK(failure->call == "write " + told);
}

TEST_CASE("a report lists failures in the front and patches that are off") {
    const TemporaryDirectory build;
    const auto report = [&](const std::string& text) {
        build.write(".docbuild/sphinx/report/html/reference/rings.json", text);
        return sphinx_report(build / "", job);
    };
    const SphinxReport whole = report(R"({"failed": {"quotes": "TypeError: x", "odd": 1},
        "untested": ["not tested with sphinx 99", 2], "imported": ["json"]})");
    CHECK(whole.failed_patches == std::map<std::string, std::string>{{"quotes", "TypeError: x"}});
    CHECK(whole.untested == std::vector<std::string>{"not tested with sphinx 99"});
    CHECK(whole.imported == std::vector<std::string>{"json"});
    const SphinxReport odd = report(R"({"failed": ["quotes"], "untested": "x"})");
    CHECK(odd.failed_patches.empty());
    CHECK(odd.untested.empty());
}
