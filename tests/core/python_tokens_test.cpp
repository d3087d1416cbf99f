#include "lib/core/python_tokens.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

/// Names as they are, strings in angles, a `|` before the first of a line.
std::string shown(std::string_view text) {
    std::string shown;
    for (const PythonToken& token : python_tokens(text)) {
        shown += token.is_first ? "|" : " ";
        shown += token.kind == PythonToken::Kind::string ? "<" + token.text + ">" : token.text;
    }
    return shown;
}

} // namespace

TEST_CASE("names, strings and other characters are told apart") {
    CHECK(shown("a = b['x']\nc\n") == "|a = b [ <x> ]|c");
}

TEST_CASE("comments and blanks are left out, but not what looks like them in a string") {
    CHECK(shown("a # b 'c'\n\n\t'# d'\n") == "|a|<# d>");
}

TEST_CASE("a string may be long, prefixed, escaped, or not closed") {
    CHECK(shown("\"\"\"a\n'b'\"\"\" c") == "|<a\n'b'> c");
    CHECK(shown("r'a' Rb\"b\" abc'd'") == "|<a> <b> abc <d>");
    CHECK(shown(R"('a\'b')") == R"(|<a\'b>)");
    CHECK(shown("'a\nb") == "|<a>|b");
    CHECK(shown("'''a") == "|<a>");
    CHECK(shown("'\\") == "|<\\>");
    CHECK(shown("''") == "|<>");
}
