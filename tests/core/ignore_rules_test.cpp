#include "lib/core/ignore_rules.hpp"

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
