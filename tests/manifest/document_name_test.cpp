#include "lib/manifest/document_name.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace docbuild;

TEST_CASE("names with spaces, quotes, tildes and any script are fine") {
    for (const char* name : {"a", "a/b", "with space", "it's \"so\"", "~", "日本/手引き", "a{b}",
                             "...", "..a", "a-b", ".hidden", "a\\b", "*"}) {
        CAPTURE(name);
        CHECK(document_name_fault(name).empty());
    }
}

TEST_CASE("what is no relative path or could be taken for something else is no name") {
    CHECK(document_name_fault("") == "is empty");
    CHECK(document_name_fault("-x") == "starts with '-' like an option");
    CHECK(document_name_fault("/a") == "starts with '/', but is a relative path");
    CHECK(document_name_fault("a//b") == "has an empty part between slashes");
    CHECK(document_name_fault("a/") == "has an empty part between slashes");
    CHECK(document_name_fault("..") == "has a part '..'");
    CHECK(document_name_fault("a/./b") == "has a part '.'");
    CHECK(document_name_fault("a:b") == "has a ':', which stands before a stage");
    CHECK(document_name_fault("a\tb") == "has a control character");
    CHECK(document_name_fault("a\x7F") == "has a control character");
    CHECK(document_name_fault("a\xC2\x85") == "has a control character");
    CHECK(document_name_fault("a\xFF") == "is not UTF-8");
}

TEST_CASE("a stage's name is one part and not docbuild's own directory") {
    CHECK(stage_name_fault("html").empty());
    CHECK(stage_name_fault("a/b") == "has a '/'");
    CHECK(stage_name_fault(".docbuild") == "is docbuild's own directory below the build directory");
    CHECK(stage_name_fault("..") == "has a part '..'");
}
