#include "lib/text/glob.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

using Captures = std::vector<std::string>;

TEST_CASE("a star matches within one part and captures what it matched") {
    CHECK(glob_captures("en/reference/*/conf.py", "en/reference/rings/conf.py") ==
          Captures{"rings"});
    CHECK(glob_captures("*/tutorial-*.rst", "en/tutorial-one.rst") == Captures{"en", "one"});
    CHECK(glob_captures("*", "") == Captures{""});
    CHECK_FALSE(glob_captures("en/*", "en/a/b").has_value());
    CHECK_FALSE(glob_captures("*.py", "conf.pyc").has_value());
}

TEST_CASE("of two stars in a part the first takes as little as it can") {
    CHECK(glob_captures("*-*", "a-b-c") == Captures{"a", "b-c"});
    CHECK(glob_captures("*ab*ab", "xabyabab") == Captures{"x", "yab"});
}

TEST_CASE("two stars as a part match any number of parts") {
    CHECK(glob_captures("**/conf.py", "conf.py") == Captures{""});
    CHECK(glob_captures("**/conf.py", "a/b/conf.py") == Captures{"a/b"});
    CHECK(glob_captures("a/**/b/*", "a/x/b/y/b/z") == Captures{"x/b/y", "z"});
    CHECK(glob_captures("**/x/**", "a/x/b/c") == Captures{"a", "b/c"});
    CHECK(glob_matches("a/**", "a"));
    CHECK_FALSE(glob_matches("a/**", "b"));
}

TEST_CASE("sets and question marks match one character, of any width") {
    CHECK(glob_matches("[abc]?", "bé"));
    CHECK(glob_matches("[a-c]x", "bx"));
    CHECK_FALSE(glob_matches("[a-c]x", "dx"));
    CHECK(glob_matches("[!a-c]x", "dx"));
    CHECK_FALSE(glob_matches("[!a-c]x", "ax"));
    CHECK(glob_matches("[à-ü]", "é"));
    CHECK_FALSE(glob_matches("*??", "日"));
    CHECK(glob_matches("[]a]", "]"));
    CHECK(glob_matches("[a-]", "-"));
    CHECK_FALSE(glob_matches("a?b", "a/b"));
    CHECK_FALSE(glob_matches("?", ""));
}

TEST_CASE("a leading dot is matched only by a part that has it") {
    CHECK_FALSE(glob_matches("*", ".git"));
    CHECK_FALSE(glob_matches("?git", ".git"));
    CHECK_FALSE(glob_matches("[.]git", ".git"));
    CHECK(glob_matches(".*", ".git"));
    CHECK_FALSE(glob_matches("**/conf.py", "a/.venv/conf.py"));
    CHECK(glob_matches("**/.venv/*", "a/.venv/conf.py"));
}

TEST_CASE("a pattern without special characters matches itself alone") {
    CHECK(glob_captures("a/b", "a/b") == Captures{});
    CHECK_FALSE(glob_matches("a/b", "a/b/c"));
    CHECK_FALSE(glob_matches("a/b/c", "a/b"));
    CHECK_FALSE(is_glob("a/b.c"));
    CHECK(is_glob("a[b]"));
}

TEST_CASE("many stars do not take exponential time") {
    const std::string text(2000, 'a');
    std::string pattern;
    std::string deep;
    std::string path;
    for (int i = 0; i < 50; ++i) {
        pattern += "a*";
        deep += "**/a/";
        path += "a/a/a/";
    }
    CHECK_FALSE(glob_matches(pattern + "b", text));
    CHECK_FALSE(glob_matches(deep + "b", path + "c"));
}

TEST_CASE("captures are counted without a match") {
    CHECK(capture_count("a/*/b-*.[*]/**/x") == 3);
    CHECK(capture_count("a?[b]") == 0);
}

TEST_CASE("an unclosed set is a fault, and stands for itself") {
    CHECK(glob_fault("a/[b/c]") == "'[' is not closed; write '[[]' for a bracket");
    CHECK(glob_fault("a/[]b]/[!]c]*?").empty());
    CHECK(glob_matches("[b", "[b"));
}

TEST_CASE("a quoted text matches itself alone") {
    for (const char* text : {"a*b?[c]", "[!x]", "plain", "]"}) {
        CAPTURE(text);
        CHECK(glob_matches(glob_quote(text), text));
    }
    CHECK(glob_quote("a*[b]") == "a[*][[]b]");
    CHECK_FALSE(glob_matches(glob_quote("a*"), "ab"));
}
