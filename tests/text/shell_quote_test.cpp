#include "lib/text/shell_quote.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace docbuild;

TEST_CASE("words are quoted only where a shell would change them") {
    CHECK(shell_quoted("/usr/bin/sphinx-build") == "/usr/bin/sphinx-build");
    CHECK(shell_quoted("a b") == "'a b'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("$HOME;`x`*~") == "'$HOME;`x`*~'");
    CHECK(shell_quoted("é") == "'é'");
}

TEST_CASE("a command is its words with spaces between") {
    const std::vector<std::string> argv = {"make", "-j", "2", "OUT=a b"};
    CHECK(shell_quoted(argv) == "make -j 2 'OUT=a b'");
    CHECK(shell_quoted(std::vector<std::string>{}).empty());
}
