#include "lib/text/utf8.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("characters of one to four bytes are read whole") {
    CHECK(character_at("a", 0).code == U'a');
    CHECK(character_at("\xC3\xA9", 0).code == U'é');
    CHECK(character_at("\xE2\x82\xAC", 0).code == U'€');
    CHECK(character_at("x\xF0\x9F\x98\x80", 1).code == U'\U0001F600');
    CHECK(character_at("x\xF0\x9F\x98\x80", 1).length == 4);
}

TEST_CASE("overlong forms, surrogates, lone and cut-off bytes are one invalid byte each") {
    for (const char* bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                            "\xFF", "\xE2\x82", "\xE2(\xA1"}) {
        const Character character = character_at(bad, 0);
        CHECK_FALSE(character.is_valid);
        CHECK(character.length == 1);
    }
}

TEST_CASE("what is no UTF-8 is found") {
    CHECK(first_invalid_utf8("plain, é, 日, 😀") == std::string_view::npos);
    CHECK(first_invalid_utf8("ab\xE9") == 2);
    CHECK(first_invalid_utf8("\xC0\xAF") == 0);         // overlong
    CHECK(first_invalid_utf8("\xE0\x80\x80") == 0);     // overlong
    CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);     // a surrogate
    CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0); // beyond U+10FFFF
    CHECK(first_invalid_utf8("a\xE6\x97") == 1);        // cut off
}

TEST_CASE("quotes show control characters and stray bytes as escapes") {
    CHECK(in_quotes("a b") == "'a b'");
    CHECK(in_quotes("日本") == "'日本'");
    CHECK(in_quotes("a\nb\x1B[31m") == "'a\\x0Ab\\x1B[31m'");
    CHECK(in_quotes("\xC2\x9B") == "'\\xC2\\x9B'");
    CHECK(in_quotes("\xFF") == "'\\xFF'");
}

TEST_CASE("without quotes the same is made visible") {
    CHECK(visible("a 日\n\xFF") == "a 日\\x0A\\xFF");
}
