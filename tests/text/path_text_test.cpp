#include "lib/text/path_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("paths become absolute and lexically normal") {
    CHECK(resolve("a/b", "/m") == "/m/a/b");
    CHECK(resolve("/a//b/./c/", "/m") == "/a/b/c");
    CHECK(resolve("../a", "/m/n") == "/m/a");
    CHECK(resolve("../../a", "/m") == "/a");
    CHECK(resolve(".", "/m/") == "/m");
    CHECK(resolve("", "/m") == "/m");
    CHECK(resolve("..", "/") == "/");
    CHECK(resolve("..a/...", "/m") == "/m/..a/...");
}

TEST_CASE("the directory of a path is what stands before its last part") {
    CHECK(parent_of("a/b/conf.py") == "a/b");
    CHECK(parent_of("conf.py") == ".");
    CHECK(parent_of("/conf.py") == "/");
    CHECK(parent_of("/") == "/");
}

TEST_CASE("a file is named from where one stands, relative to it where it is below") {
    CHECK(path_from("/p/docs", "/p/docs/a/index.rst") == "a/index.rst");
    CHECK(path_from("/", "/p/index.rst") == "p/index.rst");
    CHECK(path_from("/p/docs", "/p/docs-2/index.rst") == "/p/docs-2/index.rst");
    CHECK(path_from("/p/docs", "/p/index.rst") == "/p/index.rst");
    CHECK(path_from("/p/docs", "/p/docs") == "/p/docs");
}

TEST_CASE("what lies in a directory begins with its whole name") {
    CHECK(is_below("/a/b/c", "/a"));
    CHECK(is_below("/a", "/"));
    CHECK_FALSE(is_below("/ab", "/a"));
    CHECK_FALSE(is_below("/a", "/a"));
    CHECK_FALSE(is_below("/", "/"));
    CHECK(is_in("/a", "/a"));
    CHECK(is_in("/a/b", "/a"));
    CHECK_FALSE(is_in("/a", "/a/b"));
}
