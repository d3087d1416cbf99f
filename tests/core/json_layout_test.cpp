#include "lib/core/json_layout.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("what is short and flat stays in one line") {
    const Json value =
        Json::parse(R"({"a": 1, "b": [{"c": "d", "e": ["f", "g"]}], "h": [], "i": {}})");
    CHECK(laid_out(value) == "{\n"
                             "  \"a\": 1,\n"
                             "  \"b\": [\n"
                             "    { \"c\": \"d\", \"e\": [\"f\", \"g\"] }\n"
                             "  ],\n"
                             "  \"h\": [],\n"
                             "  \"i\": {}\n"
                             "}\n");
}

TEST_CASE("what does not fit a line has a line for each item") {
    const std::string longish(60, 'x');
    const Json value = {{"a", {longish, longish}}};
    CHECK(laid_out(value) ==
          "{\n  \"a\": [\n    \"" + longish + "\",\n    \"" + longish + "\"\n  ]\n}\n");
}
