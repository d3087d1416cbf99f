// When a job is stale for its own sake: command, inputs, outputs, last attempt.

#include "lib/run/examiner.hpp"

#include "tests/run/examined_project.hpp"

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

TEST_CASE("a change of the command is told word by word") {
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
    const std::string root = project.root();
    CHECK(project.why("a:html") == "command changed: -'in " + root + "' +'in " + root + "/a'");
}

TEST_CASE("environment that is not declared is no part of the command") {
    Built project;
    project.environment["LANG"] = "C";
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("another program behind the same name is another command") {
    ExaminedProject project(manifest("", R"("./tool")"));
    project.write("a/index.rst", "index");
    const std::string tool = project.write("tool", "#!/bin/sh\n");
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
    project.set_time(tool, 7'000'000'000);
    CHECK(project.why_next("a:html").starts_with("command changed: -'" + tool + " (10 bytes, "));
    CHECK(project.why_next("a:html").ends_with("+'" + tool + " (10 bytes, mtime 7000000000)'"));
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

TEST_CASE("a file that was only touched builds nothing, and its record is renewed once") {
    Built project;
    const int saves = project.store.saves;
    project.write("a/index.rst", "index");
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.store.saves == saves + 1);
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
    const auto change = [&] {
        project.set_time(project.write("a/index.rst", "INDEX"), ExaminedProject::started + 1);
    };
    project.write("a/index.rst", "index 2");
    project.build("a:html", change);
    CHECK(project.why_next("a:html") == "index.rst changed");
    project.build("a:html");
    project.build("a:html", [&] { project.write("a/new.rst", ""); });
    CHECK(project.why_next("a:html") == "new.rst added");
}

TEST_CASE("a file that changes in the clock tick in which it was looked at makes the job stale") {
    Built project;
    const auto write_now = [&](const char* text) {
        project.set_time(project.write("a/index.rst", text), ExaminedProject::started);
    };
    write_now("before");
    project.build("a:html", [&] { write_now("behind"); });
    CHECK(project.why_next("a:html") == "index.rst changed");
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
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
    CHECK(project.why_next("a:html") == "its outputs were changed by somebody else");
    project.write("_build/html/a/all/two", "2");
    project.write("_build/html/a/all/three", "");
    CHECK(project.why_next("a:html") == "its outputs were changed by somebody else");
    project.remove("_build/html/a/all/three");
    project.write("_build/html/a/not-declared", "");
    CHECK(project.why_next("a:html") == "up to date");
    project.remove("_build/html/a/all");
    CHECK(project.why_next("a:html") == "output missing: " + output + "/all");
    project.remove("_build/html/a/one");
    CHECK(project.why_next("a:html") == "output missing: " + output + "/one");
}

TEST_CASE("where the files of a record are lost the job is built") {
    Built project;
    project.store.files.clear();
    CHECK(project.why_next("a:html") == "up to date"); // nothing differs, none is asked for
    project.write("a/index.rst", "index");
    CHECK(project.why_next("a:html") == "index.rst added, part/one.rst added");
}

TEST_CASE("records of jobs that the manifest no longer has are left alone") {
    Built project;
    project.store.records["gone:html"] = project.store.records["a:html"];
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.store.records.size() == 2);
}
