#include "lib/core/page_variables.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

using Texts = std::vector<std::string>;

TEST_CASE("variables that directives' arguments begin with are found, each once") {
    CHECK(page_variables(".. include:: $B/x\n\n   .. kernel-feat:: $A/y z\n.. include:: $B/z") ==
          Texts{"A", "B"});
}

TEST_CASE("other dollars are no variables") {
    CHECK(
        page_variables("$A/x\n.. code:: $\n.. code:: $A\n.. note:: costs $5\n.. $A/x\n::").empty());
}
