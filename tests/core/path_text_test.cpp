#include "lib/core/path_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("paths become absolute and lexically normal") {
    CHECK(absolute_path("/m", "a/b") == "/m/a/b");
    CHECK(absolute_path("/m", "/a//b/./c/") == "/a/b/c");
    CHECK(absolute_path("/m/n", "../a") == "/m/a");
    CHECK(absolute_path("/m", "../../a") == "/a");
    CHECK(absolute_path("/m/", ".") == "/m");
    CHECK(absolute_path("/m", "") == "/m");
    CHECK(absolute_path("/", "..") == "/");
    CHECK(absolute_path("/m", "..a/...") == "/m/..a/...");
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
