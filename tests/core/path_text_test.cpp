#include "lib/core/path_text.hpp"

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
    CHECK(directory_of("a/b/conf.py") == "a/b");
    CHECK(directory_of("conf.py") == ".");
    CHECK(directory_of("/conf.py") == "/");
}

TEST_CASE("a file is named from where one stands, relative to it where it is below") {
    CHECK(path_from("/p/docs", "/p/docs/a/index.rst") == "a/index.rst");
    CHECK(path_from("/", "/p/index.rst") == "p/index.rst");
    CHECK(path_from("/p/docs", "/p/docs-2/index.rst") == "/p/docs-2/index.rst");
    CHECK(path_from("/p/docs", "/p/index.rst") == "/p/index.rst");
    CHECK(path_from("/p/docs", "/p/docs") == "/p/docs");
}
