#include "lib/manifest/manifest_loader.hpp"
#include "lib/plan/planner.hpp"
#include "lib/plan/selection.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

Plan example() {
    LoadedManifest loaded = load_manifest(R"({"docbuild": 1, "defaults": {"command": ["x"]},
      "stages": {"i": {}, "html": {"after": ["i:*"]}, "pdf": {"after": ["html"], "default": false}},
      "documents": [
        {"name": "tutorial", "source": "t"},
        {"name": "ref/rings", "source": "r", "needs": ["bib"]},
        {"name": "bib", "source": "b", "stages": ["html"]},
        {"name": "print", "source": "p", "stages": ["pdf"]},
        {"name": "odd[1]", "source": "o", "stages": ["i"],
         "overrides": {"i": {"default": false}}}]})",
                                          "m");
    REQUIRE(loaded.problems.empty());
    return make_plan(std::move(loaded.manifest), {}).plan;
}

Texts names(const Plan& plan, const std::vector<bool>& chosen) {
    Texts all;
    for (std::size_t j = 0; j < chosen.size(); ++j) {
        if (chosen[j]) {
            all.push_back(plan.name_of(JobId(j)).text());
        }
    }
    return all;
}

Texts wanted(const Texts& patterns) {
    const Plan plan = example();
    return names(plan, select(plan, patterns).wanted);
}

Texts needed(const Texts& patterns) {
    const Plan plan = example();
    return names(plan, select(plan, patterns).needed);
}

std::string refusal(const Texts& patterns) {
    try {
        wanted(patterns);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("without patterns all default stages are wanted") {
    CHECK(wanted({}) ==
          Texts{"tutorial:i", "tutorial:html", "ref/rings:i", "ref/rings:html", "bib:html"});
}

TEST_CASE("a document selects its default stages, or all stages if it has no defaults") {
    CHECK(wanted({"tutorial"}) == Texts{"tutorial:i", "tutorial:html"});
    CHECK(wanted({"print"}) == Texts{"print:pdf"});
}

TEST_CASE("a job names itself, whatever its stage's default") {
    CHECK(wanted({"tutorial:pdf", "bib:html"}) == Texts{"tutorial:pdf", "bib:html"});
}

TEST_CASE("globs match documents, or documents and stages") {
    CHECK(wanted({"*i*"}) == Texts{"tutorial:i", "tutorial:html", "bib:html", "print:pdf"});
    CHECK(wanted({"ref/*"}) == Texts{"ref/rings:i", "ref/rings:html"});
    CHECK(wanted({"**:pdf"}) == Texts{"tutorial:pdf", "ref/rings:pdf", "print:pdf"});
    CHECK(wanted({"tutorial:*"}) == Texts{"tutorial:i", "tutorial:html", "tutorial:pdf"});
}

TEST_CASE("a stage without a document stands for that stage of every document") {
    CHECK(wanted({":pdf"}) == Texts{"tutorial:pdf", "ref/rings:pdf", "print:pdf"});
    CHECK(wanted({":i"}) == Texts{"tutorial:i", "ref/rings:i", "odd[1]:i"});
    CHECK(wanted({":*d*", "bib"}) ==
          Texts{"tutorial:pdf", "ref/rings:pdf", "bib:html", "print:pdf"});
    CHECK(refusal({":htm", ":x*"}) == "unknown stage 'htm'; did you mean 'html'?\nno stage matches "
                                      "'x*'; the stages are i, html, pdf");
}

TEST_CASE("a stage that no document has names nothing") {
    const Plan plan = make_plan(load_manifest(R"({"docbuild": 1, "stages": {
        "i": {"command": ["x"]}, "html": {"command": ["x"]}},
        "documents": [{"name": "a", "source": "a", "stages": ["i"]}]})",
                                              "m")
                                    .manifest,
                                {})
                          .plan;
    const Texts patterns = {":html"};
    CHECK_THROWS_WITH_AS(select(plan, patterns), "no document has the stage 'html'", InputError);
}

TEST_CASE("a name that looks like a glob is taken as a name first") {
    CHECK(wanted({"odd[1]"}) == Texts{"odd[1]:i"});
    CHECK(wanted({"odd[1]:*"}) == Texts{"odd[1]:i"});
}

TEST_CASE("selected jobs need every job that they come after") {
    CHECK(needed({"ref/rings:pdf"}) == Texts{"tutorial:i", "ref/rings:i", "ref/rings:html",
                                             "ref/rings:pdf", "bib:html", "odd[1]:i"});
    CHECK(needed({"bib"}) == Texts{"tutorial:i", "ref/rings:i", "bib:html", "odd[1]:i"});
}

TEST_CASE("every pattern that names nothing is said, with the nearest name") {
    CHECK(refusal({"tutoral", "tutorial:htm", "bib:pdf", "tutoral:html", "x*", "x*:html", "bib"}) ==
          "unknown document 'tutoral'; did you mean 'tutorial'?\n"
          "document 'tutorial' has no stage 'htm'; did you mean 'html'?\n"
          "document 'bib' has no stage 'pdf'\n"
          "unknown document 'tutoral'; did you mean 'tutorial'?\n"
          "no document matches 'x*'\n"
          "no job matches 'x*:html'");
}
