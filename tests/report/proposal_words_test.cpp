#include "lib/report/proposal_words.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

ManifestProposal of_rules(std::vector<ProposedRule> rules) {
    ManifestProposal proposal;
    proposal.rules = std::move(rules);
    return proposal;
}

} // namespace

TEST_CASE("documents are told by rule, with the first few names, and what to run next") {
    FoundProjects found;
    found.projects = {"docs/a", "docs/b", "docs/c", "docs/d", "docs/e", "web"};
    const auto proposal = of_rules({{true, "docs/*/conf.py", "{1}", {}, {"a", "b", "c", "d", "e"}},
                                    {false, "web", "web", {}, {"web"}}});
    CHECK(tell(proposal, found, "docbuild.json", "docbuild") ==
          "found 6 Sphinx projects; wrote docbuild.json with 6 documents:\n"
          "  docs/*/conf.py: 5 documents, a, b, c and 2 more\n"
          "  web: web\n"
          "next: docbuild --list, then docbuild\n");
}

TEST_CASE("what is left out is a line a reason") {
    ManifestProposal proposal;
    proposal.omitted = {{"a/conf.py", "is none"}, {"b/conf.py", "is none"}, {"c\x1b[1m", "broken"}};
    FoundProjects found;
    found.unentered = {
        {".git", NotEntered::hidden},           {"build", NotEntered::build_output},
        {".tox", NotEntered::hidden},           {"link", NotEntered::link},
        {"locked", NotEntered::unreadable},     {"venv", NotEntered::virtual_environment},
        {"node_modules", NotEntered::packages}, {"tests", NotEntered::tests}};
    CHECK(tell_left_out(proposal, found) ==
          "left out:\n"
          "  c: broken\n"
          "  a/conf.py, b/conf.py: is none\n"
          "not searched:\n"
          "  link: a symbolic link\n"
          "  venv: a virtual environment\n"
          "  build: built, not written\n"
          "  locked: cannot be read\n"
          "  .git, .tox: hidden\n"
          "  node_modules: installed packages\n"
          "  tests: tests, whose projects may be meant to fail\n");
    CHECK(tell_left_out({}, {}).empty());
}

TEST_CASE("what a person has to look after is told") {
    FoundProjects found;
    found.projects = {"."};
    auto proposal = of_rules({{true, "./*/index.rst", "{1}", {}, {"a"}}});
    proposal.split = "docs";
    proposal.build = "../_build/docs";
    proposal.environment = {{"srctree", "{manifest_dir}", "ext.py"}, {"VERSION", "", "conf.py"}};
    CHECK(tell(proposal, found, "m.json", "docbuild -f m.json") ==
          "found 1 Sphinx project; wrote m.json with 1 document:\n"
          "  ./*/index.rst: 1 document, a\n"
          "each directory of the project is a document that is built with the project's conf.py "
          "in docs\n"
          "pages will be in ../_build/docs/html, as they must not be among the sources\n"
          "check srctree = {manifest_dir} in \"environment\": ext.py reads it\n"
          "set VERSION before you build, or in \"environment\": conf.py reads it\n"
          "next: docbuild -f m.json --list, then docbuild -f m.json\n");
}

TEST_CASE("more than ten rules are counted") {
    FoundProjects found;
    const std::vector<ProposedRule> rules(12, {false, "a", "a", {}, {"a"}});
    const std::string text = tell(of_rules(rules), found, "m", "docbuild");
    CHECK(text.find("  a: a\n  and 2 more\nnext") != std::string::npos);
}
