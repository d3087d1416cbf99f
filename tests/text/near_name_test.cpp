#include "lib/text/near_name.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace docbuild;

namespace {

const std::vector<std::string> stages = {"inventory", "html", "pdf", "linkcheck"};

} // namespace

TEST_CASE("the nearest name is found through one slip of each kind") {
    CHECK(nearest("htm", stages) == "html");
    CHECK(nearest("htmll", stages) == "html");
    CHECK(nearest("hxml", stages) == "html");
    CHECK(nearest("hmtl", stages) == "html");
    CHECK(nearest("inventarry", stages) == "inventory");
}

TEST_CASE("a transposition counts as one edit") {
    const std::vector<std::string> candidates = {"axy", "ba"};
    CHECK(nearest("ab", candidates) == "ba");
}

TEST_CASE("what is too far away is not offered") {
    CHECK_FALSE(nearest("pxx", stages).has_value());
    CHECK_FALSE(nearest("text", stages).has_value());
    CHECK_FALSE(nearest("nothing like it", stages).has_value());
    CHECK_FALSE(nearest("", stages).has_value());
    CHECK_FALSE(nearest("html", {}).has_value());
}

TEST_CASE("ties are broken by order") {
    const std::vector<std::string> candidates = {"cat", "car"};
    CHECK(nearest("cab", candidates) == "cat");
}

TEST_CASE("the nearest of several wins, not the first") {
    const std::vector<std::string> candidates = {"bibliogr", "bibliograph", "bibliography"};
    CHECK(nearest("bibliograpy", candidates) == "bibliograph");
    CHECK(nearest("bibliography", candidates) == "bibliography");
}

TEST_CASE("a suggestion is a sentence's end, or nothing") {
    CHECK(did_you_mean("htm", stages) == "; did you mean 'html'?");
    CHECK(did_you_mean("figures", std::array<std::string, 1>{"fig\x7fres"}) ==
          "; did you mean 'fig\\x7Fres'?");
    CHECK(did_you_mean("zzz", stages).empty());
}

TEST_CASE("suggestions ask for the candidates once, when needed, and stop after a hundred") {
    int asked = 0;
    NameSuggestions suggestions([&asked] {
        ++asked;
        return stages;
    });
    CHECK(asked == 0);
    for (int i = 0; i < 100; ++i) {
        CHECK(suggestions.instead_of("htm") == "; did you mean 'html'?");
    }
    CHECK(suggestions.instead_of("htm").empty());
    CHECK(asked == 1);
}
