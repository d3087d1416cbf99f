#include "lib/run/learned_modules.hpp"

#include "tests/run/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("what most jobs of a stage import is learned, in the order of the first") {
    const TemporaryDirectory directory;
    const std::string path = directory / "preload/learned.json";
    LearnedModules learned(path);
    CHECK(learned.modules().empty());
    learned.note("html", {"c", "a"});
    learned.note("html", {"a", "rare", "c"});
    learned.note("html", {"c", "a"});
    learned.note("other", {"b"});
    learned.save();
    CHECK(LearnedModules(path).modules() == Names{"c", "a", "b"});
}

TEST_CASE("what the server imports anyway is not learned") {
    const TemporaryDirectory directory;
    const std::string path = directory / "learned.json";
    LearnedModules learned(path);
    learned.note("html", {"anyway", "own", "later"});
    learned.leave_out({"anyway", "later", "unknown"});
    learned.save();
    CHECK(LearnedModules(path).modules() == Names{"own"});
}

TEST_CASE("what has been learned stays") {
    const TemporaryDirectory directory;
    const std::string path = directory / "learned.json";
    for (const char* module : {"a", "b"}) {
        LearnedModules learned(path);
        learned.note("html", {module});
        learned.save();
    }
    CHECK(LearnedModules(path).modules() == Names{"a", "b"});
}
