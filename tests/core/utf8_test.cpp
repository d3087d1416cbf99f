#include "lib/core/utf8.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("characters of one to four bytes are measured") {
    CHECK(character_length("a", 0) == 1);
    CHECK(character_length("é", 0) == 2);
    CHECK(character_length("日", 0) == 3);
    CHECK(character_length("😀", 0) == 4);
    CHECK(character_length("", 0) == 0);
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

TEST_CASE("code points are read") {
    CHECK(code_point("a") == U'a');
    CHECK(code_point("é") == U'é');
    CHECK(code_point("日") == U'日');
    CHECK(code_point("😀") == U'😀');
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
