#include "lib/text/depfile.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Names = std::vector<std::string>;

Names names_in(std::string_view text) {
    const Depfile depfile = parse_depfile(text);
    CHECK(depfile.fault == "");
    return depfile.dependencies;
}

} // namespace

TEST_CASE("names after the target are the dependencies, each once") {
    CHECK(names_in("out: a.rst b.rst a.rst\n") == Names{"a.rst", "b.rst"});
    CHECK(names_in("out : a\n") == Names{"a"});
    CHECK(names_in("one two: a") == Names{"a"});
    CHECK(names_in("") == Names{});
    CHECK(names_in("out:\n") == Names{});
}

TEST_CASE("lines go on after a backslash, with either line end") {
    CHECK(names_in("out: a \\\n  b \\\r\n c\r\n") == Names{"a", "b", "c"});
}

TEST_CASE("several rules add up, comments and blank lines do not") {
    CHECK(names_in("# made by hand\n\none: a\ntwo: b # of course\n") == Names{"a", "b"});
}

TEST_CASE(
    "spaces, hashes and dollars are escaped as GCC does, other backslashes stand for themselves") {
    CHECK(names_in("out: my\\ file.rst a\\#b c$$d e\\f\n") ==
          Names{"my file.rst", "a#b", "c$d", "e\\f"});
}

TEST_CASE("a colon inside a name is part of it") {
    CHECK(names_in("out: c:/x a:b\n") == Names{"c:/x", "a:b"});
    CHECK(names_in("c:/out: a\n") == Names{"a"});
    CHECK(names_in("out\\:x: a\\:b\n") == Names{"a:b"});
    CHECK(names_in("out\\: a\n") ==
          Names{"a"}); // a blank behind it: it ends the targets, as in ninja
}

TEST_CASE("a line without a colon is a fault with its number") {
    CHECK(parse_depfile("out: a\nnonsense here\n").fault ==
          "2: no ':' after the target; a dependency file has lines 'target: dependency ...'");
}

TEST_CASE("a NUL byte is a fault with its line") {
    CHECK(parse_depfile(std::string_view("out: a\\\n b\0c\n", 13)).fault ==
          "2: a NUL byte in a name");
}

TEST_CASE("backslashes before a blank count in pairs, those before a newline continue it if odd") {
    CHECK(names_in("out: a\\\\ b\\\\\\ c d\\\te\n") == Names{"a\\", "b\\ c", "d\te"});
    CHECK(names_in("out: a\\\\\nb: c\\\\\\\n d\n") == Names{"a\\\\", "c\\\\", "d"});
    CHECK(names_in("out: a\\") == Names{"a\\"});
}

TEST_CASE("what is written can be read back") {
    for (const char* name :
         {"a b", "a#b", "a$b", "plain", "a\\b",  "a\tb", "a\\ b", "a\\", "a\\\\", "\\#", "\\ ",
          "a\r", "$$",  ":",   "a:b",   "a\\:b", "::",   "a\\:",  ": :", ":\r",   "\\:#"}) {
        CAPTURE(name);
        CHECK(names_in("out: " + depfile_word(name) + " \n") == Names{name});
    }
}

TEST_CASE("a rule is written with an empty one for each dependency") {
    CHECK(write_depfile("my stamp", {"/a b", "/c:d"}) == "my\\ stamp: \\\n  /a\\ b \\\n  /c\\:d\n"
                                                         "\n/a\\ b:\n\n/c\\:d:\n");
    CHECK(write_depfile("stamp", {}) == "stamp:\n");
}

TEST_CASE("names that ninja takes apart are told") {
    for (const char* name : {"/plain", "/a b#c$d:e\\f", "/(x)[y]{z}%~@!=+,-_", "/\xc3\xa9"}) {
        CAPTURE(name);
        CHECK(can_be_in_depfile(name));
    }
    for (const char* name : {"a\nb", "a;b", "a|b", "a*", "<a>", "a^", "`a`", "a:", "a\\", "a&b",
                             "it's", "\"a\"", "a?", "a\tb"}) {
        CAPTURE(name);
        CHECK_FALSE(can_be_in_depfile(name));
    }
}
