// When a job is stale for its own sake: command, inputs, outputs, last attempt.

#include "lib/examine/examiner.hpp"

#include "tests/examine/examined_project.hpp"

using namespace docbuild;

namespace {

/// One document in one stage, `a:html`, with the stage keys `more`.
std::string manifest(const std::string& more = "", const std::string& command = R"("true", "x")") {
    return R"({"docbuild": 1, "stages": {"html": {"command": [)" + command + "]" +
           (more.empty() ? "" : ", " + more) +
           R"(}}, "documents": [{"name": "a", "source": "a"}]})";
}

/// The job a:html, built once from a/index.rst and a/part/one.rst.
class Built : public ExaminedProject {
  public:
    explicit Built(const std::string& more = "") : ExaminedProject(manifest(more)) {
        write("a/index.rst", "index");
        write("a/part/one.rst", "one");
        build("a:html");
        CHECK(why("a:html") == "up to date");
        CHECK(why_next("a:html") == "up to date");
    }
};

} // namespace

TEST_CASE("a job that was never built is stale, and one that was is not") {
    ExaminedProject project(manifest());
    project.write("a/index.rst", "index");
    CHECK(project.why("a:html") == "never built");
    project.build("a:html");
    CHECK(project.why("a:html") == "up to date");
    project.start_anew();
    const int saves = project.store.saves;
    CHECK(project.why("a:html") == "up to date");
    CHECK(project.store.saves == saves);
}

TEST_CASE("a changed command is reported word by word") {
    Built project;
    project.plan_anew(manifest("", R"("true", "y", "z")"));
    CHECK(project.why("a:html") == "command changed: -'x' +'y' +'z'");
    project.build("a:html");
    project.plan_anew(manifest("", R"("true", "z", "y")"));
    CHECK(project.why("a:html") == "command changed: the order of its words");
    project.plan_anew(manifest("", R"("true", "1", "2", "3", "4", "5", "6")"));
    CHECK(project.why("a:html") == "command changed: -'y' -'z' +'1' +'2' +'3' +'4' and 2 more");
}

TEST_CASE("declared environment and working directory are part of the command") {
    Built project;
    project.plan_anew(manifest(R"("environment": {"THEME": "dark", "HOME": null})"));
    CHECK(project.why("a:html") == "command changed: +'unset HOME' +'THEME=dark'");
    project.plan_anew(manifest(R"("cwd": "a")"));
    CHECK(project.why("a:html") == "command changed: -'in {manifest_dir}' +'in {manifest_dir}/a'");
}

TEST_CASE("environment that is not declared is no part of the command") {
    Built project;
    project.environment["LANG"] = "C";
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("another program behind the same name is found by its content") {
    ExaminedProject project(manifest("", R"("./tool")"));
    project.write("a/index.rst", "index");
    const std::string tool = project.write("tool", "#!/bin/sh\n");
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
    project.set_time(tool, 7'000'000'000);
    CHECK(project.why_next("a:html") == "up to date");
    project.write("tool", "#!/bin/ksh\n");
    CHECK(project.why_next("a:html") == tool + " changed");
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a project that was moved, with its build directory, is as it was") {
    for (const char* source : {"a", "../beside/a"}) {
        CAPTURE(source);
        ExaminedProject project(R"({"docbuild": 1, "environment": {"HERE": "{manifest_dir}/x"},
            "stages": {"html": {"command": ["./tool", "{source}", "{output}"],
                "outputs": ["{output}/page"], "inputs": ["{manifest_dir}/common"],
                "depfile": "{output}.d", "cwd": "{manifest_dir}/common"},
              "check": {"command": ["true"], "after": ["html"]}},
            "documents": [{"name": "a", "source": ")" +
                                std::string(source) + "\"}]}");
        project.write(std::string(source) + "/index.rst", "index");
        project.write("common/settings", "");
        const std::string tool = project.write("common/tool", "#!/bin/sh\n");
        std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
        project.build("a:html", [&] { project.write("_build/html/a/page", "page"); },
                      {project.write("include.rst", "include")});
        project.build("a:check");
        CHECK(project.why_next("a:html") == "up to date");
        project.move_to("elsewhere/project");
        CHECK(project.why_next("a:html") == "up to date");
        CHECK(project.why("a:check") == "up to date");
        project.write("include.rst", "else");
        CHECK(project.why_next("a:html") == project.root() + "/include.rst changed");
    }
}

TEST_CASE("a changed, added, removed or renamed file is named") {
    Built project;
    SUBCASE("changed") {
        project.write("a/part/one.rst", "two");
        CHECK(project.why_next("a:html") == "part/one.rst changed");
    }
    SUBCASE("added") {
        project.write("a/part/new.rst", "");
        CHECK(project.why_next("a:html") == "part/new.rst added");
    }
    SUBCASE("removed") {
        project.remove("a/part");
        CHECK(project.why_next("a:html") == "part/one.rst removed");
    }
    SUBCASE("renamed") {
        std::filesystem::rename(project.root() + "/a/index.rst", project.root() + "/a/start.rst");
        CHECK(project.why_next("a:html") == "index.rst removed, start.rst added");
    }
    SUBCASE("replaced by a directory") {
        project.remove("a/index.rst");
        project.write("a/index.rst/file", "");
        CHECK(project.why_next("a:html") == "index.rst removed, index.rst/file added");
    }
    SUBCASE("many") {
        project.write("a/index.rst", "changed");
        project.remove("a/part");
        for (const char* name : {"a/1", "a/2", "a/3"}) {
            project.write(name, "");
        }
        CHECK(project.why_next("a:html") == "1 added, 2 added, 3 added and 2 more");
    }
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("the executable bit of a file counts, its other permissions do not") {
    Built project;
    const std::string file = project.root() + "/a/index.rst";
    ::chmod(file.c_str(), 0600);
    CHECK(project.why_next("a:html") == "up to date");
    ::chmod(file.c_str(), 0700);
    CHECK(project.why_next("a:html") == "index.rst changed");
}

TEST_CASE("a file that was only touched builds nothing, and its record is renewed") {
    Built project;
    const int saves = project.store.saves;
    project.write("a/index.rst", "index");
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.store.saves == saves + 1);
}

TEST_CASE("a fresh checkout with the same contents builds nothing") {
    Built project;
    project.remove("a");
    project.write("a/part/one.rst", "one");
    project.write("a/index.rst", "index");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a file that changes while the builder runs makes the job stale") {
    Built project;
    const auto change = [&] { project.write("a/index.rst", "INDEX"); };
    project.write("a/index.rst", "index 2");
    project.build("a:html", change);
    CHECK(project.why_next("a:html") == "index.rst changed");
    project.build("a:html");
    project.build("a:html", [&] { project.write("a/new.rst", ""); });
    CHECK(project.why_next("a:html") == "new.rst added");
}

TEST_CASE("a file that changes in the clock tick in which it was looked at makes the job stale") {
    Built project;
    const std::string file = project.write("a/index.rst", "before");
    project.started_at = look_at(file).ctime;
    project.build("a:html", [&] { project.write("a/index.rst", "behind"); });
    CHECK(project.store.files.at("a:html").at(1).state.mtime == 0); // it is not trusted
    CHECK(project.why_next("a:html") == "index.rst changed");
    project.started_at.reset();
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a change that leaves size and modification time as they were makes the job stale") {
    ExaminedProject project(manifest(R"("outputs": ["{output}/page"])"));
    const std::string file = project.write("a/index.rst", "one");
    const auto write_again = [&](const std::string& path, const std::string& text) {
        const std::int64_t time = look_at(path).mtime;
        project.directory.write("project/" + path.substr(project.root().size() + 1), text);
        project.set_time(path, time);
    };
    project.build("a:html", [&] { project.write("_build/html/a/page", "one"); });
    CHECK(project.why_next("a:html") == "up to date");
    write_again(file, "two");
    CHECK(project.why_next("a:html") == "index.rst changed");
    write_again(file, "one");
    CHECK(project.why_next("a:html") == "up to date");
    write_again(project.root() + "/_build/html/a/page", "two");
    CHECK(project.why_next("a:html") == "its outputs were modified outside docbuild");
}

TEST_CASE("a file that is moved in while the builder runs is trusted as little as a new one") {
    ExaminedProject project(manifest(R"("depfile": "{output}.d")"));
    project.write("a/index.rst", "index");
    const std::string old = project.write("kept.rst", "old"); // long before
    const std::string include = project.root() + "/include.rst";
    project.build("a:html", [&] { std::filesystem::rename(old, include); }, {include});
    CHECK(project.why_next("a:html") == include + " changed");
}

TEST_CASE("a record is not renewed with times so young that the file may change within them") {
    Built project;
    const std::string file = project.directory.write("project/a/index.rst", "index");
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK(project.why_next("a:html") == "up to date");
    project.directory.write("project/a/index.rst", "INDEX");
    project.set_time(file, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
    CHECK(project.why_next("a:html") == "index.rst changed");
}

TEST_CASE("a job whose last attempt failed is stale, whatever its files are") {
    Built project;
    const std::pair<Outcome, const char*> expected[] = {
        {Outcome::failed, "last attempt failed"},
        {Outcome::crashed, "last attempt crashed"},
        {Outcome::timed_out, "last attempt took too long"},
        {Outcome::out_of_memory, "last attempt ran out of memory"},
        {Outcome::missing_output, "last attempt did not write its outputs"},
        {Outcome::not_started, "last attempt could not be started"},
        {Outcome::cancelled, "last attempt was cancelled"},
    };
    for (const auto& [outcome, why] : expected) {
        project.fail("a:html", outcome);
        CHECK(project.why_next("a:html") == why);
    }
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a job that was cut off with docbuild itself counts as cancelled") {
    Built project;
    project.examiner().record_start(project.id("a:html"));
    CHECK(project.why_next("a:html") == "last attempt was cancelled");
    ExaminedProject fresh(manifest());
    fresh.examiner().record_start(fresh.id("a:html"));
    CHECK(fresh.why_next("a:html") == "never built");
}

TEST_CASE("without declared outputs the output directory has to be there") {
    Built project;
    project.write("_build/html/a/anything", "");
    CHECK(project.why_next("a:html") == "up to date");
    project.remove("_build");
    CHECK(project.why_next("a:html") == "output missing: " + project.root() + "/_build/html/a");
}

TEST_CASE("a declared output that is missing or changed makes the job stale") {
    ExaminedProject project(manifest(R"("outputs": ["{output}/one", "{output}/all"])"));
    project.write("a/index.rst", "index");
    project.build("a:html", [&] {
        project.write("_build/html/a/one", "1");
        project.write("_build/html/a/all/two", "2");
    });
    const std::string output = project.root() + "/_build/html/a";
    CHECK(project.why_next("a:html") == "up to date");

    const int saves = project.store.saves;
    project.write("_build/html/a/all/two", "2");
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.store.saves == saves + 1);

    project.write("_build/html/a/all/two", "3");
    CHECK(project.why_next("a:html") == "its outputs were modified outside docbuild");
    project.write("_build/html/a/all/two", "2");
    project.write("_build/html/a/all/three", "");
    CHECK(project.why_next("a:html") == "its outputs were modified outside docbuild");
    project.remove("_build/html/a/all/three");
    project.write("_build/html/a/not-declared", "");
    CHECK(project.why_next("a:html") == "up to date");
    project.remove("_build/html/a/all");
    CHECK(project.why_next("a:html") == "output missing: " + output + "/all");
    project.remove("_build/html/a/one");
    CHECK(project.why_next("a:html") == "output missing: " + output + "/one");
}

TEST_CASE("a job whose record lost its files is built") {
    Built project;
    project.store.files.clear();
    CHECK(project.why_next("a:html") == "up to date"); // nothing differs, none is asked for
    project.write("a/index.rst", "index");
    CHECK(project.why_next("a:html") == "/usr/bin/true added, index.rst added, part/one.rst added");
}

TEST_CASE("records of jobs that the manifest no longer has are left alone") {
    Built project;
    project.store.records["gone:html"] = project.store.records["a:html"];
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.store.records.size() == 2);
}
