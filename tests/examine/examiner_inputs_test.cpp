// What counts as an input of a job: globs, ignored files, dependency files, symbolic links.

#include "lib/examine/examiner.hpp"

#include "tests/examine/examined_project.hpp"

using namespace docbuild;

namespace {

/// The job a:html of the source directory `a`, with the stage keys `more`, built once.
class Project : public ExaminedProject {
  public:
    explicit Project(const std::string& more, const std::string& source = "a")
        : ExaminedProject(R"({"docbuild": 1, "stages": {"html": {"command": ["true"], )" + more +
                          R"(}}, "documents": [{"name": "a", "source": ")" + source + "\"}]}") {
        write("a/index.rst", "index");
    }

    /// Builds, and looks twice: whatever is new then makes itself known at once.
    void build_and_settle(const std::vector<std::string>& depfile = {}) {
        build(
            "a:html", [] {}, depfile);
        CHECK(why_next("a:html") == "up to date");
        CHECK(why_next("a:html") == "up to date");
    }
    std::string path(const std::string& name) const { return root() + "/" + name; }
};

} // namespace

TEST_CASE("inputs beyond the source directory are what the globs match, by absolute path") {
    Project project(R"("inputs": ["common/*.py", "theme", "single.txt"])");
    project.write("common/conf.py", "");
    project.write("common/notes.txt", "");
    project.write("theme/deep/page.html", "");
    project.build_and_settle();

    project.write("common/notes.txt", "changed");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("common/new.py", "");
    CHECK(project.why_next("a:html") == project.path("common/new.py") + " added");
    project.write("theme/deep/page.html", "changed");
    project.remove("common");
    project.write("single.txt", "");
    CHECK(project.why_next("a:html") == project.path("common/conf.py") + " removed, " +
                                            project.path("single.txt") + " added, " +
                                            project.path("theme/deep/page.html") + " changed");
}

TEST_CASE("two stars in a glob find files added in nested directories") {
    Project project(R"("inputs": ["lib/**/*.py"])");
    project.write("lib/a.py", "");
    project.build_and_settle();
    project.write("lib/deep/er/b.py", "");
    CHECK(project.why_next("a:html") == project.path("lib/deep/er/b.py") + " added");
}

TEST_CASE("ignored files do not count, wherever they are found") {
    Project project(R"("ignore": ["*.log", "tmp/", "/part/only.rst"], "inputs": ["common"])");
    project.write("common/conf.py", "");
    project.build_and_settle();
    for (const char* name : {"a/x.log", "a/tmp/file", "a/part/only.rst", "common/deep/x.log"}) {
        project.write(name, "");
    }
    CHECK(project.why_next("a:html") == "up to date");
    project.write("a/part/other/only.rst", "");
    CHECK(project.why_next("a:html") == "part/other/only.rst added");
}

TEST_CASE("the source directory's .docbuildignore is obeyed, and an input itself") {
    Project project(R"("ignore": ["*.log"])");
    project.write("a/.docbuildignore", "# generated\n*.gen\n");
    project.build_and_settle();
    project.write("a/x.gen", "");
    project.write("a/sub/.docbuildignore", "*.rst\n");
    CHECK(project.why_next("a:html") == "sub/.docbuildignore added");
    project.remove("a/sub");
    project.write("a/.docbuildignore", "");
    CHECK(project.why_next("a:html") == ".docbuildignore changed, x.gen added");
}

TEST_CASE("the build directory is no input, even inside the source directory or an input's") {
    Project project(R"("inputs": ["."])", ".");
    project.build_and_settle();
    project.write("_build/html/a/index.html", "");
    project.write("_build/.docbuild/logs/x", "");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("_builder", "");
    CHECK(project.why_next("a:html").ends_with("_builder added"));
}

TEST_CASE("files that the dependency file names are inputs") {
    Project project(R"("depfile": "{output}.d")");
    const std::string include = project.write("include/one.rst", "one");
    const std::string absent = project.path("include/absent.rst");
    project.build_and_settle({include, absent});

    project.write("include/two.rst", "not read");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("include/one.rst", "two");
    CHECK(project.why_next("a:html") == include + " changed");
    project.build_and_settle({include, absent});
    project.remove("include/one.rst");
    CHECK(project.why_next("a:html") == include + " changed");
    project.write("include/one.rst", "two");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("include/absent.rst", "");
    CHECK(project.why_next("a:html") == absent + " changed");
}

TEST_CASE("a file that the dependency file no longer names is no input any more") {
    Project project(R"("depfile": "{output}.d")");
    const std::string one = project.write("include/one.rst", "one");
    const std::string two = project.write("include/two.rst", "two");
    project.build_and_settle({one, two});
    project.write("a/index.rst", "without one");
    project.build_and_settle({two});
    project.write("include/one.rst", "changed");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a dependency below the source directory counts once, under its short name") {
    Project project(R"("depfile": "{output}.d", "ignore": ["*.gen"])");
    const std::string index = project.path("a/index.rst");
    const std::string generated = project.write("a/x.gen", "");
    project.build_and_settle({index, generated});
    project.write("a/x.gen", "changed");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("a/index.rst", "changed");
    CHECK(project.why_next("a:html") == "index.rst changed");
}

TEST_CASE("a dependency that changes while the builder runs makes the job stale") {
    Project project(R"("depfile": "{output}.d")");
    const std::string include = project.write("include/one.rst", "one");
    const auto change = [&] { project.write("include/one.rst", "two"); };
    project.build("a:html", change, {include});
    CHECK(project.why_next("a:html") == include + " changed");
    project.set_time(include, 5'000'000'000);
    project.build_and_settle({include});
    project.build("a:html", [&] { project.write("include/one.rst", "three"); }, {include});
    CHECK(project.why_next("a:html") == include + " changed");
}

TEST_CASE("files written by the builder itself are not dependencies") {
    Project project(R"("depfile": "{output}.d")");
    const std::string own = project.path("_build/html/a/page.html");
    project.build("a:html", [&] { project.write("_build/html/a/page.html", ""); }, {own});
    project.write("_build/html/a/page.html", "changed");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a symbolic link counts by its target's name and content") {
    Project project(R"("ignore": [])");
    project.write("elsewhere/one.rst", "same");
    project.write("elsewhere/two.rst", "same");
    const auto link_to = [&](const char* target) {
        project.remove("a/link.rst");
        std::filesystem::create_symlink(target, project.path("a/link.rst"));
        project.set_time(project.path("a/link.rst"), 1'000'000'000);
    };
    link_to("../elsewhere/one.rst");
    project.build_and_settle();
    project.write("elsewhere/one.rst", "else");
    CHECK(project.why_next("a:html") == "link.rst changed");
    project.write("elsewhere/one.rst", "same");
    CHECK(project.why_next("a:html") == "up to date");
    link_to("../elsewhere/two.rst");
    CHECK(project.why_next("a:html") == "link.rst changed");
    link_to("nowhere");
    CHECK(project.why_next("a:html") == "link.rst changed");
}

TEST_CASE("files below a symbolic link to a directory are inputs") {
    Project project(R"("ignore": [])");
    project.write("shared/one.rst", "one");
    std::filesystem::create_directory_symlink("../shared", project.path("a/shared"));
    project.build_and_settle();
    project.write("shared/one.rst", "two");
    CHECK(project.why_next("a:html") == "shared/one.rst changed");
}

TEST_CASE("files of version control, editors and virtual environments are not inputs") {
    Project project(R"("inputs": ["common", "lib/**", "more/*"])");
    project.write("common/conf.py", "");
    project.write("lib/a.py", "");
    project.write("more/b.py", "");
    project.build_and_settle();
    for (const char* in : {"a/", "a/deep/", "common/", "lib/", "more/"}) {
        for (const char* name : {".git/index", ".hg/store", ".svn/db", "node_modules/x/index.js",
                                 ".index.rst.swp", "index.rst~", "#index.rst#"}) {
            project.write(std::string(in) + name, "");
        }
        project.write(std::string(in) + "env/pyvenv.cfg", "");
        project.write(std::string(in) + "env/lib/x.py", "");
    }
    project.write("a/module/.git", "gitdir: elsewhere");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("a/.gitignore", "");
    project.write("common/env.py", "");
    CHECK(project.why_next("a:html") ==
          ".gitignore added, " + project.path("common/env.py") + " added");
}

TEST_CASE("files of such tools are inputs if they are named") {
    Project project(R"("inputs": ["node_modules/theme", "a/env/lib/x.py"])");
    project.write("node_modules/theme/node_modules/y/y.css", "");
    project.write("a/env/pyvenv.cfg", "");
    project.write("a/env/lib/x.py", "");
    project.write("a/node_modules/read.css", "");
    project.write("a/node_modules/unread.css", "");
    project.build_and_settle({project.path("a/node_modules/read.css")});
    project.write("a/node_modules/unread.css", "changed");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("node_modules/theme/node_modules/y/y.css", "changed");
    project.write("a/env/lib/x.py", "changed");
    project.write("a/node_modules/read.css", "changed");
    CHECK(project.why_next("a:html") ==
          project.path("a/env/lib/x.py") + " changed, " + project.path("a/node_modules/read.css") +
              " changed, " + project.path("node_modules/theme/node_modules/y/y.css") + " changed");
}

TEST_CASE("what a depfile names in an environment of the source counts, unless it is ignored") {
    Project project(R"("ignore": ["*.log"])");
    project.write("a/env/pyvenv.cfg", "");
    project.write("a/env/lib/x.py", "");
    project.write("a/env/lib/x.log", "");
    project.build_and_settle({project.path("a/env/lib/x.py"), project.path("a/env/lib/x.log")});
    project.write("a/env/lib/x.log", "changed");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("a/env/lib/x.py", "changed");
    CHECK(project.why_next("a:html") == project.path("a/env/lib/x.py") + " changed");
}
