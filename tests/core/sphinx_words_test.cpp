#include "lib/core/sphinx_words.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace docbuild;

namespace {

/// `OUTPUT@WORD DOCTREES@WORD`, a dash for one that is not there.
std::string found_in(const std::vector<std::string>& command) {
    const auto shown = [](const std::optional<WordOfDirectory>& found) {
        return found ? fmt::format("{}@{}", found->directory, found->word) : std::string("-");
    };
    const SphinxWords words = sphinx_words(command);
    return shown(words.output) + " " + shown(words.doctrees);
}

} // namespace

TEST_CASE("the second argument that is no option is where Sphinx writes") {
    CHECK(found_in({"sphinx-build", "src", "out"}) == "out@2 -");
    CHECK(found_in({"/usr/bin/sphinx-build-3", "-qW", "-b", "html", "src", "-j2", "out",
                    "x.rst"}) == "out@6 -");
    CHECK(found_in({"sphinx-build", "--builder", "html", "--color", "--", "-src", "out"}) ==
          "out@6 -");
    CHECK(found_in({"sphinx-build", "src"}) == "- -");
}

TEST_CASE("doctrees are named in any of the ways that options are written") {
    CHECK(found_in({"sphinx-build", "-d", "trees", "src", "out"}) == "out@4 trees@2");
    CHECK(found_in({"sphinx-build", "-dtrees", "src", "out"}) == "out@3 trees@1");
    CHECK(found_in({"sphinx-build", "-qEd", "trees", "src", "out"}) == "out@4 trees@2");
    CHECK(found_in({"sphinx-build", "src", "out", "--doctree-dir=trees"}) == "out@2 trees@3");
    CHECK(found_in({"sphinx-build", "src", "out", "--doctree-dir", "trees"}) == "out@2 trees@4");
    CHECK(found_in({"sphinx-build", "src", "out", "-D", "d=x"}) == "out@2 -");
    CHECK(found_in({"sphinx-build", "src", "out", "-d"}) == "out@2 -");
}

TEST_CASE("Python runs Sphinx as a module or a file") {
    CHECK(found_in({"python3", "-m", "sphinx", "src", "out"}) == "out@4 -");
    CHECK(found_in({"/usr/bin/python3.11", "-X", "dev", "-m", "sphinx.cmd.build", "src", "out"}) ==
          "out@6 -");
    CHECK(found_in({"python3", "-u", "/opt/bin/sphinx-build", "src", "out"}) == "out@4 -");
}

TEST_CASE("make mode keeps output and doctrees below one directory") {
    CHECK(found_in({"sphinx-build", "-M", "html", "src", "out"}) == "out/html@4 out/doctrees@4");
    CHECK(found_in({"sphinx-build", "-M", "html"}) == "- -");
}

TEST_CASE("other commands write where docbuild cannot know") {
    CHECK(found_in({}) == "- -");
    CHECK(found_in({"sphinx-build"}) == "- -");
    CHECK(found_in({"make", "-d", "trees", "src", "out"}) == "- -");
    CHECK(found_in({"python3", "-m", "mkdocs", "src", "out"}) == "- -");
    CHECK(found_in({"python3", "build.py", "src", "out"}) == "- -");
    CHECK(found_in({"python3", "-m"}) == "- -");
}
