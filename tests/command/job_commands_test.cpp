#include "lib/command/job_commands.hpp"
#include "lib/plan/planner.hpp"

#include "lib/manifest/manifest_loader.hpp"
#include "lib/text/error.hpp"
#include "tests/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

Plan plan_of(const std::string& stage) {
    LoadedManifest loaded =
        load_manifest(R"({"docbuild": 1, "environment": {"ALL": "1"}, "stages": {"html": )" +
                          stage + R"(}, "documents": [{"name": "a", "source": "a"}]})",
                      "m");
    REQUIRE(loaded.problems.empty());
    PlanResult result = make_plan(std::move(loaded.manifest), {});
    REQUIRE(result.problems.empty());
    return std::move(result.plan);
}

PreparedCommand prepared(const std::string& stage, const Environment& environment,
                         unsigned slots = 1, const std::string& root = "/") {
    const Plan plan = plan_of(stage);
    return JobCommands(plan, {root, "/_build", "/share/sphinx-build"}, environment, slots)
        .prepare(JobId(0));
}

} // namespace

TEST_CASE("a builder's environment merges inherited and declared variables, sorted by name") {
    const PreparedCommand command =
        prepared(R"({"command": ["true"], "environment": {"B": "{document}", "C": null}})",
                 {{"Z", "z"}, {"B", "old"}, {"C", "gone"}, {"PATH", "/bin"}});
    CHECK(*command.environment == Texts{"ALL=1", "B=a", "PATH=/bin", "Z=z"});
}

TEST_CASE("the program is looked up on the path that the builder will have") {
    const TemporaryDirectory directory;
    const std::string tool = directory.write("bin/tool", "");
    ::chmod(tool.c_str(), 0755);
    const std::string declared =
        R"({"command": ["tool"], "environment": {"PATH": ")" + (directory / "bin") + R"("}})";
    CHECK(std::get<std::string>(prepared(declared, {{"PATH", "/bin"}}).executable) == tool);
    const PreparedCommand missing = prepared(R"({"command": ["tool"]})", {{"PATH", "/bin"}});
    CHECK(std::get<FailedToStart>(missing.executable).error_number == ENOENT);
    const PreparedCommand unset = prepared(R"({"command": ["sh"]})", {});
    CHECK(std::get<std::string>(unset.executable) == "/usr/bin/sh");
}

TEST_CASE("a program with a slash is found from the working directory") {
    const TemporaryDirectory directory;
    const std::string tool = directory.write("sub/tool", "");
    ::chmod(tool.c_str(), 0755);
    const std::string stage = R"({"command": ["./tool"], "cwd": "sub"})";
    CHECK(std::get<std::string>(prepared(stage, {}, 1, directory / ".").executable) == tool);
}

TEST_CASE("{jobs} is what the job asks for, as far as there are slots") {
    const std::string stage = R"({"command": ["true", "{jobs}"], "slots": 4})";
    CHECK(prepared(stage, {}, 2).command.argv[1] == "2");
    CHECK(prepared(stage, {}, 9).command.argv[1] == "4");
    CHECK(prepared(R"({"command": ["true", "{jobs}"]})", {}, 9).command.argv[1] == "1");
}

TEST_CASE("a variable that is not inherited cannot be asked for") {
    const std::string stage = R"({"command": ["true", "{env:THEME}"]})";
    CHECK(prepared(stage, {{"THEME", "dark"}}).command.argv[1] == "dark");
    CHECK_THROWS_AS(prepared(stage, {}), InputError);
}

TEST_CASE("the words of a command are all that makes it up") {
    const TemporaryDirectory directory;
    const std::string tool = directory.write("tool", "12345");
    ::chmod(tool.c_str(), 0755);
    const std::string stage =
        R"({"command": [")" + tool + R"(", "x y"], "environment": {"B": null}, "cwd": "/usr"})";
    CHECK(prepared(stage, {{"HOME", "/"}}).words ==
          Texts{tool, "x y", "ALL=1", "unset B", "in /usr", tool});
    CHECK(prepared(R"({"command": ["/none"]})", {}).words == Texts{"/none", "ALL=1", "in /"});
}

TEST_CASE("speedups are not part of a job's words") {
    const Plan plan = plan_of(R"({"sphinx": "html"})");
    JobCommands commands(plan, {"/", "/_build", "/front"}, {}, 1);
    const PreparedCommand with = commands.prepare(JobId(0));
    CHECK(with.command.speedups);
    commands.switch_speedups_off();
    const PreparedCommand without = commands.prepare(JobId(0));
    CHECK_FALSE(without.command.speedups);
    CHECK(without.words == with.words);
    CHECK_FALSE(prepared(R"({"sphinx": "html", "speedups": false})", {}).command.speedups);
}

TEST_CASE("what a job may link to is one of its words, however many documents that are") {
    std::string documents = R"({"name": "a", "source": "a"})";
    const auto words = [&] {
        LoadedManifest loaded = load_manifest(
            R"({"docbuild": 1, "stages": {"inventory": {"sphinx": "inventory"},
                "html": {"sphinx": "html", "python": "/bin/sh", "after": ["inventory:*"]}},
                "documents": [)" +
                documents + "]}",
            "m");
        const PlanResult result = make_plan(std::move(loaded.manifest), {});
        JobCommands commands(result.plan, {"/", "/_build", "/front"}, {}, 1);
        return commands.prepare(result.plan.job_named.at("a:html")).words;
    };
    const Texts alone = words();
    CHECK(alone.back().starts_with(offers_word));
    documents += R"(, {"name": "b", "source": "b"}, {"name": "c", "source": "c"})";
    const Texts now = words();
    CHECK(now.size() == alone.size());
    CHECK(now.back() != alone.back());
}

TEST_CASE("a sphinx stage is built by what sphinx-build on PATH is") {
    const TemporaryDirectory directory;
    const auto executable = [&](const std::string& name, const std::string& text) {
        const std::string path = directory.write(name, text);
        ::chmod(path.c_str(), 0755);
        return path;
    };
    const std::string python = executable("bin/python3", "");
    const auto start = [&] {
        const PreparedCommand found =
            prepared(R"({"sphinx": "html", "cwd": "/tmp"})", {{"PATH", directory / "bin"}});
        const auto& argv = found.command.argv;
        return found.wrapper.empty() ? argv[0] : found.wrapper + ": " + argv[0] + " " + argv[1];
    };
    CHECK(start() == "python3");
    const std::string script = executable("bin/sphinx-build", "#!" + python + "\nimport sphinx\n");
    CHECK(start() == python);
    for (const char* const text : {"import sys\nsys.path.insert(0, 'x')\n", "PK\x03\x04",
                                   "import site\nsite.addsitedir('x')\n"}) {
        executable("bin/sphinx-build", "#!" + python + "\n" + text);
        CHECK(start() == script + ": sphinx-build -b");
    }
    executable("bin/sphinx-build", "#!/bin/sh\nexec something \"$@\"\n");
    const PreparedCommand wrapped =
        prepared(R"({"sphinx": "html", "cwd": "/tmp"})", {{"PATH", directory / "bin"}});
    const auto& argv = wrapped.command.argv;
    CHECK(Texts(argv.end() - 4, argv.end()) ==
          Texts{"-D", "docbuild.directory=/tmp", "-c", "/share/wrapped"});
    ::unlink(script.c_str());
    ::unlink(python.c_str());
    CHECK(start() == "sphinx-build");
}
