#include "lib/text/ignore_rules.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("a pattern without a slash matches a name at any depth") {
    const IgnoreRules rules("/src", {"*.swp"});
    CHECK(rules.ignores("a.swp", false));
    CHECK(rules.ignores("sub/a.swp", false));
    CHECK_FALSE(rules.ignores("a.rst", false));
}

TEST_CASE("a pattern with a slash matches the path") {
    const IgnoreRules rules("/src", {"sub/*.txt", "/top.txt"});
    CHECK(rules.ignores("sub/a.txt", false));
    CHECK_FALSE(rules.ignores("deep/sub/a.txt", false));
    CHECK(rules.ignores("top.txt", false));
    CHECK_FALSE(rules.ignores("deep/top.txt", false));
}

TEST_CASE("a slash at the end asks for a directory") {
    const IgnoreRules rules("/src", {"generated/"});
    CHECK(rules.ignores("generated", true));
    CHECK_FALSE(rules.ignores("generated", false));
}

TEST_CASE("absolute patterns below the source directory are understood") {
    const IgnoreRules rules("/src", {"/src/sub/*.txt"});
    CHECK(rules.ignores("sub/a.txt", false));
}

TEST_CASE("a file's lines add patterns; comments and blank lines do not") {
    IgnoreRules rules("/src", {});
    CHECK(rules.empty());
    rules.add_lines("# temporary\n\n*.tmp  \r\n*.bak");
    CHECK(rules.ignores("x.tmp", false));
    CHECK(rules.ignores("x.bak", false));
    CHECK_FALSE(rules.ignores("# temporary", false));
}

TEST_CASE("what version control, package managers and editors keep is known by its name") {
    for (const char* name :
         {".git", ".hg", ".svn", ".venv", "node_modules", "page.rst~", "~", "#page.rst#",
          ".#page.rst", ".page.rst.swp", ".page.rst.swo", "..hidden.swp", ".~lock.table.ods#",
          ".page.rst.kate-swp", ".goutputstream-X1", "page.rst___jb_tmp___"}) {
        CAPTURE(name);
        CHECK(is_kept_by_tools(name));
    }
    for (const char* name :
         {"", ".", ".gitignore", ".gitattributes", "git", "page.rst", "#", "#1.rst", "a#", ".swp",
          "page.swp", ".page.swf.rst", "node_modules.rst", ".static", "~page", "venv"}) {
        CAPTURE(name);
        CHECK_FALSE(is_kept_by_tools(name));
    }
}
