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
