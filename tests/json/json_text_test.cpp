#include "lib/json/json_text.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace docbuild;

namespace {

std::string refusal(std::string_view text) {
    try {
        parse_json(text, "m.json");
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

/// The value without spaces, but for strings, which are as they are.
std::string shown(const JsonValue& value) {
    std::string text;
    if (const auto* const members = value.as<JsonValue::Object>()) {
        for (const JsonMember& member : *members) {
            text += (text.empty() ? "" : ",") + member.key + ":" + shown(member.value);
        }
        return "{" + text + "}";
    }
    if (const auto* const elements = value.as<JsonValue::List>()) {
        for (const JsonValue& element : *elements) {
            text += (text.empty() ? "" : ",") + shown(element);
        }
        return "[" + text + "]";
    }
    const auto* const number = value.as<std::int64_t>();
    return number == nullptr ? "?" : std::to_string(*number);
}

/// The first line of the refusal, which has place and message.
std::string first_line(std::string_view text) {
    const std::string whole = refusal(text);
    return whole.substr(0, whole.find('\n'));
}

} // namespace

TEST_CASE("comments and a byte order mark are allowed, members keep their order") {
    const JsonText json = parse_json("\xEF\xBB\xBF// one\n{\"b\": 1, /* two */ \"a\": [2]}", "m");
    CHECK(shown(json.value) == "{b:1,a:[2]}");
    CHECK(json.duplicate_keys.empty());
}

TEST_CASE("each key given twice is one problem, and the last value is kept") {
    const JsonText json =
        parse_json(R"({"x": [{"a": 1, "b": 2, "a": 3, "a": 4}], "x~": 1, "x~": 2})", "m");
    CHECK(shown(json.value) == "{x:[{b:2,a:4}],x~:2}");
    REQUIRE(json.duplicate_keys.size() == 2);
    CHECK(json.duplicate_keys[0].pointer == "/x/0/a");
    CHECK(json.duplicate_keys[0].message == "duplicate key 'a'; remove one of the two");
    CHECK(json.duplicate_keys[0].at_key);
    CHECK(json.duplicate_keys[1].pointer == "/x~0");
}

TEST_CASE("a text that is no JSON is shown with place, line and caret") {
    CHECK(refusal("{\n  \"é\": 1,\n  \"é\" 2\n}") == "m.json:3:7: ':' is expected after a key\n"
                                                     "    \"é\" 2\n"
                                                     "        ^");
}

TEST_CASE("each fault has words of its own") {
    CHECK(first_line("[1 2]") == "m.json:1:4: ',' or ']' is expected");
    CHECK(first_line("[1,]") == "m.json:1:3: ',' before the end of a list or object; remove it");
    CHECK(first_line("{a: 1}") == "m.json:1:2: a key in double quotes is expected");
    CHECK(first_line("{\"a\": ]") == "m.json:1:7: a value is expected, not ']'");
    CHECK(first_line("['a']") == "m.json:1:2: a value is expected, not '''; strings take double "
                                 "quotes");
    CHECK(first_line("[True]") == "m.json:1:2: 'True' is no value; strings take double quotes");
    CHECK(first_line("[01]") == "m.json:1:2: '01' is no number that JSON knows");
    CHECK(first_line("[1.]") == "m.json:1:2: '1.' is no number that JSON knows");
    CHECK(first_line("[1-2]") == "m.json:1:2: '1-2' is no number that JSON knows");
    CHECK(first_line("[truely]") == "m.json:1:2: 'truely' is no value; strings take double quotes");
    CHECK(first_line("[2, 1e999]") == "m.json:1:5: this number is too large");
    CHECK(first_line("[1] 2") == "m.json:1:5: text after the end of the JSON value; remove it");
    CHECK(first_line("# x\n1") == "m.json:1:1: comments start with '//' or '/*', not with '#'");
    CHECK(first_line("[/ 1]") == "m.json:1:2: unexpected '/'; comments start with '//' or '/*'");
    CHECK(first_line("[1, /* ]") == "m.json:1:5: this comment is not closed; end it with '*/'");
}

TEST_CASE("faults inside strings are shown where they are") {
    CHECK(first_line("[\"a\n\"]") ==
          "m.json:1:2: this string does not end on its line; '\"' is missing");
    CHECK(first_line("[\"a\tb\"]") ==
          "m.json:1:4: control character in a string; write it as an escape like '\\t'");
    CHECK(first_line("[\"a\\x\"]") ==
          "m.json:1:4: unknown escape in a string; write '\\\\' for a backslash");
    CHECK(first_line("[\"\\u12g4\"]") == "m.json:1:3: '\\u' takes four hexadecimal digits");
    CHECK(first_line("[\"\\ud800\"]") == "m.json:1:3: '\\u' escape of half a surrogate pair");
    CHECK(first_line("[\"\\ud83d\\ude00\"]") == "accepted");
}

TEST_CASE("a text that is cut off is shown where it was opened") {
    CHECK(first_line("{\"a\": [1,\n") ==
          "m.json:1:7: the text ends before this is closed; ']' is missing");
    CHECK(first_line("{\"a\"") ==
          "m.json:1:1: the text ends before this is closed; '}' is missing");
}

TEST_CASE("every cut of a good text is refused with a place") {
    constexpr std::string_view text = R"({"a": [1, -2.5e3, "x\u00e9\n", true, null], "b": {}})";
    for (std::size_t length = 1; length < text.size(); ++length) {
        CAPTURE(length);
        CHECK(first_line(text.substr(0, length)).starts_with("m.json:1:"));
    }
}

TEST_CASE("files that are no text are refused as a whole") {
    CHECK(refusal("") == "m.json: the file is empty; a JSON object is expected");
    CHECK(refusal(" // nothing\n") == "m.json: the file is empty; a JSON object is expected");
    CHECK(refusal(std::string_view("{\0}", 3)) ==
          "m.json: the file is binary; JSON in UTF-8 is expected");
    CHECK(refusal("\xFF\xFE{") == "m.json: the file is UTF-16; save it as UTF-8");
    CHECK(first_line("{\n\"a\xE9\"}") == "m.json:2:3: this is not UTF-8; save the file as UTF-8");
}

TEST_CASE("deep nesting is refused, a hundred levels are read") {
    CHECK(first_line(std::string(100, '[') + std::string(100, ']')) == "accepted");
    CHECK(first_line(std::string(101, '[') + std::string(101, ']')) ==
          "m.json:1:101: nested deeper than 100 levels");
    CHECK(first_line(std::string(1'000'000, '[')) == "m.json:1:101: nested deeper than 100 levels");
}

TEST_CASE("whole numbers of 64 bits are exact, larger ones are not lost") {
    const JsonValue value = json_or_null("[9223372036854775807, -2, 9223372036854775808, 1.0]");
    const auto& list = *value.as<JsonValue::List>();
    CHECK(*list[0].as<std::int64_t>() == std::numeric_limits<std::int64_t>::max());
    CHECK(*list[1].as<std::int64_t>() == -2);
    CHECK(*list[2].as<double>() == 0x1p63);
    CHECK(*list[3].as<double>() == 1);
}

TEST_CASE("a text of a program's that is no JSON or nested too deep is null") {
    for (const std::string& text : {std::string(), std::string("{"), std::string(100'000, '['),
                                    std::string("\0\xFF", 2), std::string("1e999")}) {
        CHECK(json_or_null(text).as<std::nullptr_t>() != nullptr);
    }
}

TEST_CASE("members that are absent or of another type are passed over") {
    const JsonValue value = json_or_null(
        R"({"text": "a", "texts": ["b", 1, "c"], "by": {"d": "e", "f": 2}, "flag": true})");
    CHECK(value.text_of("text") == "a");
    CHECK(value.text_of("texts").empty());
    CHECK(value.text_of("absent").empty());
    CHECK(value.texts_of("texts") == std::vector<std::string>{"b", "c"});
    CHECK(value.texts_of("by").empty());
    CHECK(value.texts_by_key_of("by") == std::map<std::string, std::string>{{"d", "e"}});
    CHECK(value.texts_by_key_of("flag").empty());
    CHECK(*value.find<bool>("flag"));
    CHECK(value.find<bool>("text") == nullptr);
    CHECK(JsonValue().text_of("text").empty());
}

TEST_CASE("a file beyond 256 MiB is refused unread") {
    CHECK(refusal(std::string((256U << 20U) + 1, ' ')) ==
          "m.json: the file is larger than 256 MiB");
}

TEST_CASE("an object of many keys is read in linear time") {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i) {
        text += "\"key" + std::to_string(i) + "\": 0, ";
    }
    CHECK(parse_json(text + "\"last\": 1}", "m").value.as<JsonValue::Object>()->size() == 200'001);
}

TEST_CASE("problems are placed in the order of the text") {
    constexpr std::string_view text = "{\n  \"a\": 1,\r\n  \"b\": [2, 3]\n}";
    const auto found = locate({{"/b/1", "late", false},
                               {"/a", "key", true},
                               {"/a", "value", false},
                               {"/b/7/x", "in b", false},
                               {"/c", "in all", false}},
                              text, "m");
    std::string shown;
    for (const Diagnostic& diagnostic : found) {
        shown += render(diagnostic).substr(0, render(diagnostic).find('\n')) + "\n";
    }
    CHECK(shown == "m:1:1: in all\n"
                   "m:2:3: key\n"
                   "m:2:8: value\n"
                   "m:3:3: in b\n"
                   "m:3:12: late\n");
    CHECK(found[1].place.source_line == "  \"a\": 1,");
}

TEST_CASE("of a very long line only what is near the place is kept") {
    const std::string text = "[\"" + std::string(100'000, 'x') + "é\", bad]";
    CHECK(refusal(text) == "m.json:1:100007: 'bad' is no value; strings take double quotes\n  " +
                               std::string(76, 'x') + "é\", bad]\n  " + std::string(80, ' ') + "^");
}
