#include "lib/json/json_pointer.hpp"

#include "lib/json/json_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Words = std::pair<std::string, std::string>;

/// The text from the key and from the value on, each up to the next space.
Words at(std::string_view text, const std::string& pointer) {
    const JsonValue root = json_or_null(text);
    const auto word = [&](bool at_key) {
        const std::size_t offset = offset_of(root, pointer, at_key);
        return std::string(text.substr(offset, text.find(' ', offset) - offset));
    };
    return {word(true), word(false)};
}

} // namespace

TEST_CASE("members are found by key and value, elements by value") {
    constexpr std::string_view text =
        R"({ "a" : [ 1 , { "b" : "x" } ] , "c" : null , "d" : true , "e" : false , "f" : -1.5e+3 })";
    CHECK(at(text, "") == Words{"{", "{"});
    CHECK(at(text, "/a") == Words{"\"a\"", "["});
    CHECK(at(text, "/a/0") == Words{"1", "1"});
    CHECK(at(text, "/a/1/b") == Words{"\"b\"", "\"x\""});
    CHECK(at(text, "/c") == Words{"\"c\"", "null"});
    CHECK(at(text, "/d") == Words{"\"d\"", "true"});
    CHECK(at(text, "/e") == Words{"\"e\"", "false"});
    CHECK(at(text, "/f") == Words{"\"f\"", "-1.5e+3"});
}

TEST_CASE("what is not there is found at the key of what it would be in") {
    constexpr std::string_view text = R"({ "a" : [ 1 ] })";
    CHECK(at(text, "/b") == Words{"{", "{"});
    CHECK(at(text, "/a/7/x") == Words{"\"a\"", "\"a\""});
    CHECK(at(text, "/a/x") == Words{"\"a\"", "\"a\""});
    CHECK(at(text, "/a/0/x") == Words{"1", "1"});
}

TEST_CASE("values stand where they do whatever is between and in them") {
    constexpr std::string_view text = "\xEF\xBB\xBF// {\n{ /* \"a\": */ \"\\u0061/\\\"~\" : /* 1 "
                                      "*/ 5 , \"b\":[7,\"\\\\\" , \"\\\\\\\"\" ] }";
    CHECK(at(text, "/a~1\"~0") == Words{"\"\\u0061/\\\"~\"", "5"});
    CHECK(at(text, "/b/0").second == "7,\"\\\\\"");
    CHECK(at(text, "/b/1").second == "\"\\\\\"");
    CHECK(at(text, "/b/2").second == "\"\\\\\\\"\"");
    CHECK(at("-12", "").second == "-12");
    CHECK(at("\"a\\\"\"", "").second == "\"a\\\"\"");
}

TEST_CASE("of a key given twice the last is found") {
    CHECK(at(R"({ "a" : 1 , "a" : 2 })", "/a") == Words{"\"a\"", "2"});
    constexpr std::string_view text = R"({ "a" : { "b" : 1 , "b" : 2 } , "a" : 3 })";
    const auto found = locate({{"/a/b", "twice", true}}, text, "m");
    CHECK(found[0].place.column == 21);
}

TEST_CASE("pointers escape what separates them") {
    CHECK(member_pointer("/x", "a/b~c") == "/x/a~1b~0c");
    CHECK(element_pointer("", 3) == "/3");
}
