#include "lib/text/columns.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("wide characters take two columns, combining ones none") {
    CHECK(columns_of(U'a') == 1);
    CHECK(columns_of(U'é') == 1);
    CHECK(columns_of(U'漢') == 2);
    CHECK(columns_of(U'한') == 2);
    CHECK(columns_of(U'\U0001F600') == 2);
    CHECK(columns_of(U'\u0301') == 0);
    CHECK(columns_of(U'\u200B') == 0);
}
