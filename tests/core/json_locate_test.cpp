#include "lib/core/json_locate.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

/// The text from the position's key and value on, up to the next space.
std::pair<std::string, std::string> at(std::string_view text, const std::string& pointer) {
    const auto found = json_positions(text, {pointer});
    if (found.empty()) {
        return {"nowhere", "nowhere"};
    }
    const auto word = [text](std::size_t offset) {
        return std::string(text.substr(offset, text.find(' ', offset) - offset));
    };
    return {word(found.at(pointer).key), word(found.at(pointer).value)};
}

using Words = std::pair<std::string, std::string>;

} // namespace

TEST_CASE("members are found by key and value, elements by value") {
    constexpr std::string_view text = R"({ "a" : [ 1 , { "b" : "x" } ] , "c" : null })";
    CHECK(at(text, "") == Words{"{", "{"});
    CHECK(at(text, "/a") == Words{"\"a\"", "["});
    CHECK(at(text, "/a/0") == Words{"1", "1"});
    CHECK(at(text, "/a/1/b") == Words{"\"b\"", "\"x\""});
    CHECK(at(text, "/c") == Words{"\"c\"", "null"});
    CHECK(at(text, "/d") == Words{"nowhere", "nowhere"});
}

TEST_CASE("comments, escapes and a byte order mark are walked over") {
    constexpr std::string_view text = "\xEF\xBB\xBF// {\n{ /* \"a\": */ \"\\u0061/\\\"~\" : 5 }";
    CHECK(at(text, "/a~1\"~0") == Words{"\"\\u0061/\\\"~\"", "5"});
}

TEST_CASE("of a key given twice the last is found") {
    CHECK(at(R"({ "a" : 1 , "a" : 2 })", "/a") == Words{"\"a\"", "2"});
}

TEST_CASE("pointers escape what separates them") {
    CHECK(member_pointer("/x", "a/b~c") == "/x/a~1b~0c");
    CHECK(element_pointer("", 3) == "/3");
}

TEST_CASE("positions of a text that is no JSON are those before its fault") {
    CHECK(at(R"({ "a" : 1 , "b" )", "/a") == Words{"\"a\"", "1"});
    CHECK(at(R"({ "a" : 1 , "b" )", "/b") == Words{"nowhere", "nowhere"});
}
