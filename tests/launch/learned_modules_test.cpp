#include "lib/launch/learned_modules.hpp"

#include "tests/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("modules imported by most jobs of a stage are learned, in order of first import") {
    const TemporaryDirectory directory;
    const std::string path = directory / "preload/learned.json";
    LearnedModules learned(path);
    CHECK(learned.modules("x").empty());
    learned.note("x", "html", {"c", "a"});
    learned.note("x", "html", {"a", "rare", "c"});
    learned.note("x", "html", {"c", "a"});
    learned.note("x", "other", {"b"});
    learned.note("y", "html", {"d"});
    learned.save();
    CHECK(LearnedModules(path).modules("x") == Names{"c", "a", "b"});
    CHECK(LearnedModules(path).modules("y") == Names{"d"});
}

TEST_CASE("modules that the server imports anyway are not learned") {
    const TemporaryDirectory directory;
    const std::string path = directory / "learned.json";
    LearnedModules learned(path);
    learned.note("x", "html", {"anyway", "own", "later"});
    learned.leave_out("x", {"anyway", "later", "unknown"});
    learned.save();
    CHECK(LearnedModules(path).modules("x") == Names{"own"});
}

TEST_CASE("learned modules are kept") {
    const TemporaryDirectory directory;
    const std::string path = directory / "learned.json";
    for (const char* module : {"a", "b"}) {
        LearnedModules learned(path);
        learned.note("x", "html", {module});
        learned.save();
    }
    CHECK(LearnedModules(path).modules("x") == Names{"a", "b"});
}

TEST_CASE("unfit packages are remembered with their versions until forgotten") {
    const TemporaryDirectory directory;
    const std::string path = directory / "learned.json";
    {
        LearnedModules learned(path);
        learned.note("x", "html", {"a", "b"});
        learned.note_unfit("x", {{"a", "1"}});
        learned.save();
    }
    {
        LearnedModules learned(path);
        CHECK(learned.unfit("x") == Versions{{"a", "1"}});
        CHECK(learned.unfit("y").empty());
        CHECK(learned.modules("x") == Names{"a", "b"}); // it may be fit in another version
        learned.forget_unfit("x");
        learned.note_unfit("x", {{"b", "2"}});
        learned.save();
    }
    CHECK(LearnedModules(path).unfit("x") == Versions{{"b", "2"}});
}

TEST_CASE("damaged and older files are ignored") {
    const TemporaryDirectory directory;
    for (const char* text : {"", "{", "[]", R"({"modules": ["a"]})", R"({"learned": {"x": {}}})",
                             R"({"learned": {"x": {"modules": [1], "unfit": {}}}})"}) {
        CAPTURE(text);
        directory.write("learned.json", text);
        CHECK(LearnedModules(directory / "learned.json").modules("x").empty());
    }
}

TEST_CASE("a job's list is read once") {
    const TemporaryDirectory directory;
    const std::string path = directory / "7.json";
    CHECK(take_module_list(path).empty());
    directory.write("7.json", R"(["a", "b"])");
    CHECK(take_module_list(path) == Names{"a", "b"});
    CHECK(take_module_list(path).empty());
    directory.write("7.json", R"(["a", )");
    CHECK(take_module_list(path).empty());
}
