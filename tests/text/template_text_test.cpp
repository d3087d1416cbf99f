#include "lib/text/template_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("placeholders are named in order, doubled braces are none") {
    const Placeholders found = placeholders_in("{source}/{{x}}-{env:HOME}{source}");
    CHECK(found.names == std::vector<std::string>{"source", "env:HOME", "source"});
    CHECK(found.fault.empty());
    CHECK(placeholders_in("").names.empty());
    CHECK(placeholders_in("{{{a}}}").names == std::vector<std::string>{"a"});
}

TEST_CASE("a lone brace is a fault that says where, in characters") {
    CHECK(placeholders_in("é{").fault ==
          "lone '{' at character 2 of the string; write '{{' for a brace");
    CHECK(placeholders_in("a}b").fault ==
          "lone '}' at character 2 of the string; write '}}' for a brace");
    CHECK(placeholders_in("{a{b}").fault ==
          "lone '{' at character 1 of the string; write '{{' for a brace");
    CHECK(placeholders_in("{}").fault ==
          "lone '{' at character 1 of the string; write '{{' for a brace");
    CHECK(placeholders_in("{a}{").names.empty());
}

TEST_CASE("placeholders are replaced once, braces unescaped") {
    const auto value = [](std::string_view name) { return "{" + std::string(name) + "}!"; };
    CHECK(substitute("{a}/{{b}}/{c}", value) == "{a}!/{b}/{c}!");
    CHECK(substitute("no braces", value) == "no braces");
}
