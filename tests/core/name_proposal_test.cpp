#include "lib/core/name_proposal.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

Texts names(const Texts& paths) {
    const auto patterns = find_patterns(paths, {});
    return propose_names(patterns, paths);
}

} // namespace

TEST_CASE("a name is the path below what all have in common") {
    CHECK(names({"docs/a", "docs/b", "docs/c"}) == Texts{"{1}"});
    CHECK(names({"docs/a", "docs/b", "docs/c", "web"}) == Texts{"docs/{1}", "web"});
    CHECK(names({"src/doc/en/a", "src/doc/en/r/1", "src/doc/en/r/2", "src/doc/en/r/3"}) ==
          Texts{"a", "r/{1}"});
}

TEST_CASE("directories of any project are left out at the end") {
    CHECK(names({"docs/source"}) == Texts{"docs"});
    CHECK(names({"packages/a/docs/source"}) == Texts{"a"});
    CHECK(names({"src/a/doc", "src/b/doc", "src/c/doc"}) == Texts{"{1}"});
    CHECK(names({"doc"}) == Texts{"doc"});
}

TEST_CASE("where two documents would have one name, they have their whole paths") {
    CHECK(names({"a", "a/docs", "b"}) == Texts{"a", "a/docs", "b"});
    CHECK(names({"p/a", "p/b", "p/c", "p/c/doc"}) == Texts{"p/{1}", "p/c/doc"});
}

TEST_CASE("stars are filled in from the path") {
    const PathPattern pattern{{"*", "x", "*"}, {true, false, true}, {}};
    CHECK(filled_name("{2}/{1}", pattern, "a/x/b") == "b/a");
}
