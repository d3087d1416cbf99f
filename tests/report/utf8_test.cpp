#include "lib/report/utf8.hpp"

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

TEST_CASE("wide characters take two columns, combining ones none") {
    CHECK(columns_of(U'a') == 1);
    CHECK(columns_of(U'é') == 1);
    CHECK(columns_of(U'漢') == 2);
    CHECK(columns_of(U'한') == 2);
    CHECK(columns_of(U'\U0001F600') == 2);
    CHECK(columns_of(U'\u0301') == 0);
    CHECK(columns_of(U'\u200B') == 0);
}
