#include "lib/core/path_patterns.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

/// Each pattern as a glob, with how many paths it stands for where that is not one.
Texts patterns(const Texts& wanted, const Texts& others = {}) {
    Texts texts;
    for (const PathPattern& pattern : find_patterns(wanted, others)) {
        std::string text;
        for (const std::string& part : pattern.parts) {
            text += (text.empty() ? "" : "/") + part;
        }
        const std::size_t matched = pattern.matched.size();
        texts.push_back(matched == 1 ? text : text + " " + std::to_string(matched));
    }
    return texts;
}

Texts below(const Texts& tops, const Texts& names, const std::string& end = "") {
    Texts paths;
    for (const std::string& top : tops) {
        for (const std::string& name : names) {
            paths.push_back(top + "/" + name + end);
        }
    }
    return paths;
}

} // namespace

TEST_CASE("three paths that differ in one part make a pattern, two do not") {
    CHECK(patterns({"docs/a", "docs/b"}) == Texts{"docs/a", "docs/b"});
    CHECK(patterns({"docs/a", "docs/b", "docs/c"}) == Texts{"docs/* 3"});
    CHECK(patterns({"a", "b", "c"}) == Texts{"* 3"});
}

TEST_CASE("the part that differs may be anywhere") {
    CHECK(patterns(below({"src"}, {"a", "b", "c"}, "/doc")) == Texts{"src/*/doc 3"});
    CHECK(patterns(below({"en", "de", "fr"}, {"guide"})) == Texts{"*/guide 3"});
}

TEST_CASE("paths of other depths are for themselves") {
    CHECK(patterns({"docs", "docs/a", "docs/b", "docs/c", "docs/c/d"}) ==
          Texts{"docs", "docs/* 3", "docs/c/d"});
}

TEST_CASE("two parts may differ where that saves enough") {
    CHECK(patterns(below({"en", "de", "fr"}, {"a", "b", "c"})) == Texts{"*/* 9"});
    CHECK(patterns({"a/b", "c/d", "e/f"}) == Texts{"a/b", "c/d", "e/f"});
}

TEST_CASE("what a pattern must leave out counts against it") {
    const Texts wanted = {"docs/a", "docs/b", "docs/c", "docs/d"};
    CHECK(patterns(wanted, {"docs/common"}) == Texts{"docs/* 4"});
    CHECK(patterns(wanted, {"docs/x", "docs/y"}) == wanted);
}

TEST_CASE("each path is stood for once") {
    Texts wanted = below({"docs"}, {"a", "b", "c", "d", "e"});
    wanted.insert(wanted.end(), {"x/a", "y/a", "z/a"});
    CHECK(patterns(wanted) == Texts{"docs/* 5", "x/a", "y/a", "z/a"});
}

TEST_CASE("a directory that is named like a star is one of many") {
    CHECK(patterns({"docs/*", "docs/b", "docs/c"}) == Texts{"docs/* 3"});
}
