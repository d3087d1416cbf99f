#include "lib/plan/planner.hpp"

#include "lib/manifest/manifest_loader.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

PlanResult plan_of(const std::string& stages, const std::string& documents,
                   const Texts& files = {}) {
    LoadedManifest loaded = load_manifest(R"({"docbuild": 1, "defaults": {"command": ["x"]},
        "stages": {)" + stages + R"(}, "documents": [)" +
                                              documents + "]}",
                                          "m");
    REQUIRE(loaded.problems.empty());
    return make_plan(std::move(loaded.manifest), [&](const std::string&) { return files; });
}

/// Each job with what it comes after: `a:html < b:html c:html i:*`.
Texts graph(const Plan& plan) {
    Texts lines;
    for (std::size_t j = 0; j < plan.jobs.size(); ++j) {
        std::string line = plan.name_of(JobId(j)).text() + " <";
        for (const JobId earlier : plan.jobs[j].after) {
            line += " " + plan.name_of(earlier).text();
        }
        for (const BarrierId barrier : plan.jobs[j].after_all) {
            line += " " + plan.manifest.stages[plan.barriers[index(barrier)].stage].name + ":*";
        }
        lines.push_back(line);
    }
    return lines;
}

Texts messages(const PlanResult& result) {
    Texts all;
    for (const Problem& problem : result.problems) {
        all.push_back(problem.pointer + ": " + problem.message);
    }
    return all;
}

} // namespace

TEST_CASE("jobs are numbered document by document, stage by stage") {
    const PlanResult result = plan_of(R"("i": {}, "html": {})", R"({"name": "b", "source": "b"},
                {"name": "a", "source": "a", "stages": ["html", "i"]},
                {"name": "c", "source": "c", "stages": ["html"]})");
    CHECK(messages(result) == Texts{});
    CHECK(graph(result.plan) == Texts{"b:i <", "b:html <", "a:i <", "a:html <", "c:html <"});
    CHECK(result.plan.job_named.at("c:html") == JobId(4));
}

TEST_CASE("a match makes documents in byte order, with names and sources from what it matched") {
    const PlanResult result =
        plan_of(R"("html": {})", R"({"match": "*/*/conf.py", "name": "{2}-{1}{{}}",
                                     "except": ["en/old/*"]},
                                    {"match": "*.py", "name": "top", "source": "src/{1}"})",
                {"fr/b/conf.py", "en/b/conf.py", "en/old/conf.py", "en/a/conf.py", "conf.py"});
    CHECK(messages(result) == Texts{});
    std::vector<std::pair<std::string, std::string>> found;
    for (const Document& document : result.plan.documents) {
        found.emplace_back(document.name, document.source);
    }
    CHECK(found ==
          std::vector<std::pair<std::string, std::string>>{
              {"a-en{}", "en/a"}, {"b-en{}", "en/b"}, {"b-fr{}", "fr/b"}, {"top", "src/conf"}});
    CHECK(result.plan.documents[3].rule == 1);
}

TEST_CASE("without a match, braces of names and sources are taken as they stand") {
    const PlanResult result = plan_of(R"("html": {})", R"({"name": "a{b}}", "source": "{{x"})");
    CHECK(messages(result) == Texts{});
    CHECK(result.plan.documents[0].name == "a{b}}");
    CHECK(result.plan.documents[0].source == "{{x");
}

TEST_CASE("a file name that makes no document's name is an error that names the file") {
    const PlanResult result = plan_of(R"("html": {})", R"({"match": "*/x", "name": "{1}"})",
                                      {"a:b/x", "-c/x", "d\xFF/x", "good/x"});
    CHECK(
        messages(result) ==
        Texts{"/documents/0/name: document name '-c' (from '-c/x') starts with '-' like an option",
              "/documents/0/name: document name 'a:b' (from 'a:b/x') has a ':', which stands "
              "before a stage",
              "/documents/0/name: document name 'd\\xFF' (from 'd\\xFF/x') is not UTF-8"});
    CHECK(result.plan.documents.size() == 1);
}

TEST_CASE("needs apply stage by stage, if both documents have the stage") {
    const PlanResult result =
        plan_of(R"("i": {}, "html": {})", R"({"name": "a", "source": "a", "needs": ["b", "b"]},
                                             {"name": "b", "source": "b", "stages": ["html"]})");
    CHECK(graph(result.plan) == Texts{"a:i <", "a:html < b:html", "b:html <"});
}

TEST_CASE("after names the same document's stage, every document's, or one job") {
    const PlanResult result = plan_of(
        R"("i": {}, "html": {"after": ["i"]}, "pdf": {"after": ["i:*", "a:html", "i"]})",
        R"({"name": "a", "source": "a"}, {"name": "b", "source": "b", "stages": ["html", "pdf"]},
           {"name": "c", "source": "c", "stages": ["i"]})");
    CHECK(messages(result) == Texts{});
    CHECK(graph(result.plan) == Texts{"a:i <", "a:html < a:i", "a:pdf < a:i a:html i:*", "b:html <",
                                      "b:pdf < a:html i:*", "c:i <"});
    REQUIRE(result.plan.barriers.size() == 1);
    CHECK(result.plan.barriers[0].jobs == std::vector{JobId(0), JobId(5)});
}

TEST_CASE("a stage that several lists name in all documents is one barrier") {
    const PlanResult result =
        plan_of(R"("i": {}, "x": {"after": ["i:*", "i:*"]}, "y": {"after": ["x:*", "i:*"]})",
                R"({"name": "a", "source": "a", "overrides": {"y": {"after": ["i:*"]}}},
           {"name": "b", "source": "b"})");
    CHECK(result.plan.barriers.size() == 2);
    CHECK(graph(result.plan) == Texts{"a:i <", "a:x < a:i i:*", "a:y < a:i i:*", "b:i <",
                                      "b:x < b:i i:*", "b:y < b:i b:x i:* x:*"});
}

TEST_CASE("a stage in which no document is built holds nothing up") {
    const PlanResult result = plan_of(R"("i": {}, "html": {"after": ["i:*"]})",
                                      R"({"name": "a", "source": "a", "stages": ["html"]})");
    CHECK(messages(result) == Texts{});
    CHECK(graph(result.plan) == Texts{"a:html < i:*"});
    CHECK(result.plan.barriers[0].jobs.empty());
}

TEST_CASE("an override replaces after for its document alone") {
    const PlanResult result =
        plan_of(R"("i": {}, "html": {"after": ["i"]})",
                R"({"name": "a", "source": "a", "overrides": {"html": {"after": []}}},
                   {"name": "b", "source": "b", "overrides": {"html": {"timeout": 1}}})");
    CHECK(graph(result.plan) == Texts{"a:i <", "a:html <", "b:i <", "b:html < b:i"});
    CHECK(result.plan.keys_of(JobId(3))->timeout == std::chrono::seconds(1));
    CHECK(result.plan.keys_of(JobId(3))->command == Texts{"x"});
}

TEST_CASE("unknown names are errors, even if no document uses the stage") {
    const PlanResult result =
        plan_of(R"("i": {}, "pdf": {"after": ["hmtl", "a:pdf:*"]})",
                R"({"name": "aa", "source": "a", "stages": ["i"], "needs": ["ab", "zzzzz"]})");
    CHECK(messages(result) == Texts{"/stages/pdf/after/0: unknown stage 'hmtl'",
                                    "/stages/pdf/after/1: unknown stage 'a:pdf'",
                                    "/documents/0/needs/0: unknown document 'ab'; did you mean "
                                    "'aa'?",
                                    "/documents/0/needs/1: unknown document 'zzzzz'"});
}

TEST_CASE("a cycle is said as its path, from its first job, at the entry that begins it") {
    const PlanResult result = plan_of(R"("html": {}, "pdf": {"after": ["html"]})",
                                      R"({"name": "x", "source": "x", "needs": ["b"]},
                   {"name": "a", "source": "a", "stages": ["html"], "needs": ["c"]},
                   {"name": "b", "source": "b", "stages": ["html"], "needs": ["a"]},
                   {"name": "c", "source": "c", "stages": ["html"], "needs": ["x", "b"]})");
    CHECK(messages(result) ==
          Texts{"/documents/0/needs/0: cycle: x:html -> b:html -> a:html -> c:html -> x:html"});
}

TEST_CASE("a cycle through all documents' jobs of a stage is a path of jobs") {
    const PlanResult result = plan_of(
        R"("i": {}, "html": {"after": ["i:*"]})",
        R"({"name": "a", "source": "a", "stages": ["i"], "overrides": {"i": {"after": ["c:html"]}}},
           {"name": "b", "source": "b", "stages": ["i"]},
           {"name": "c", "source": "c", "stages": ["html"]})");
    CHECK(messages(result) ==
          Texts{"/documents/0/overrides/i/after/0: cycle: a:i -> c:html -> a:i"});
}

TEST_CASE("two stages that each come after all of the other are a cycle") {
    const PlanResult result =
        plan_of(R"("i": {"after": ["html:*"]}, "html": {"after": ["i:*"]})",
                R"({"name": "a", "source": "a"}, {"name": "b", "source": "b"})");
    CHECK(messages(result) == Texts{"/stages/i/after/0: cycle: a:i -> a:html -> a:i"});
}

TEST_CASE("separate cycles are each said, a job that needs itself included") {
    const PlanResult result =
        plan_of(R"("html": {}, "pdf": {"after": ["pdf"]})",
                R"({"name": "a", "source": "a", "needs": ["a"], "stages": ["html"]},
                   {"name": "b", "source": "b"})");
    CHECK(messages(result) == Texts{"/documents/0/needs/0: cycle: a:html -> a:html",
                                    "/stages/pdf/after/0: cycle: b:pdf -> b:pdf"});
}

TEST_CASE("of a very long cycle the middle is left out") {
    std::string documents;
    for (int i = 0; i < 10'000; ++i) {
        documents += fmt::format(R"({}{{"name": "d{}", "source": "s", "needs": ["d{}"]}})",
                                 i == 0 ? "" : ",", i, (i + 1) % 10'000);
    }
    const Texts found = messages(plan_of(R"("s": {})", documents));
    REQUIRE(found.size() == 1);
    CHECK(found[0] ==
          "/documents/0/needs/0: cycle: d0:s -> d1:s -> d2:s -> d3:s -> d4:s -> d5:s -> d6:s -> "
          "d7:s -> d8:s -> d9:s -> ... (9980 more) ... -> d9990:s -> d9991:s -> d9992:s -> d9993:s "
          "-> d9994:s -> d9995:s -> d9996:s -> d9997:s -> d9998:s -> d9999:s -> d0:s");
}

TEST_CASE("two jobs with one declared output are an error, one listing it twice is not") {
    const PlanResult result =
        plan_of(R"("html": {"outputs": ["{output}/i", "{build}/all", "{build}/all"]})",
                R"({"name": "a", "source": "a"}, {"name": "b", "source": "b"},
                   {"name": "c", "source": "c"})");
    CHECK(messages(result) == Texts{"/stages/html/outputs/1: this output of 'b:html' is also an "
                                    "output of 'a:html'; give each job files of its own"});
}

TEST_CASE("jobs may not share a doctree directory of Sphinx") {
    const std::string documents =
        R"({"name": "a", "source": "a"}, {"name": "b", "source": "b"}, {"name": "c", "source": "c"})";
    const auto messages_for = [&](const std::string& stages) {
        return messages(plan_of(stages, documents));
    };
    CHECK(messages_for(R"("html": {"command": ["sphinx-build", "-d", "{build}/trees", "{source}",
                                               "{output}"]})") ==
          Texts{"/stages/html/command/2: this doctree directory of 'b:html' is also the doctree "
                "directory of 'a:html'; give each job files of its own"});
    CHECK(messages_for(R"("html": {"cwd": "{source}", "command": ["sphinx-build", "-dtrees",
                                   "{source}", "{output}"]})") == Texts{});
    CHECK(messages_for(R"("html": {"command": ["make", "-dtrees"]})") == Texts{});
}

TEST_CASE("errors point to a document's own command if it has one") {
    const PlanResult result = plan_of(
        R"("html": {"command": ["sphinx-build", "-d{build}/trees/{document}", "{source}", "{output}"]})",
        R"({"name": "a", "source": "a"}, {"name": "b", "source": "b", "overrides": {"html":
            {"command": ["sphinx-build", "{source}", "{output}", "-d{build}/trees/a"]}}})");
    CHECK(messages(result) ==
          Texts{"/documents/1/overrides/html/command/3: this doctree directory of 'b:html' is also "
                "the doctree directory of 'a:html'; give each job files of its own"});
}

TEST_CASE("no output may be another job's output directory") {
    CHECK(messages(plan_of(R"("html": {}, "site": {"outputs": ["{output}", "{build}/html/a"]})",
                           R"({"name": "a", "source": "a", "stages": ["html"]},
                              {"name": "s", "source": "s", "stages": ["site"]})")) ==
          Texts{"/stages/site/outputs/1: this output of 's:site' is also the output directory of "
                "'a:html'; give each job files of its own"});
}

TEST_CASE("nested names have nested outputs, which do not clash") {
    const PlanResult result =
        plan_of(R"("html": {"outputs": ["{output}/index.html"]})",
                R"({"name": "manual", "source": "a"}, {"name": "manual/part", "source": "b"})");
    CHECK(messages(result) == Texts{});
}

TEST_CASE("of ten thousand documents each may come after all") {
    std::string documents;
    for (int i = 0; i < 10000; ++i) {
        documents += fmt::format(R"({}{{"name": "d{}", "source": "s"}})", i == 0 ? "" : ",", i);
    }
    const PlanResult result = plan_of(R"("i": {}, "html": {"after": ["i:*"]})", documents);
    std::size_t entries = result.plan.barriers[0].jobs.size();
    for (const Job& job : result.plan.jobs) {
        entries += job.after.size() + job.after_all.size();
    }
    CHECK(entries == 30000);
}

TEST_CASE("a hundred thousand documents are loaded and planned") {
    std::string documents;
    for (int i = 0; i < 100'000; ++i) {
        documents += fmt::format(R"({}{{"name": "part{}/d{}", "source": "doc/d{}"}})",
                                 i == 0 ? "" : ",", i % 100, i, i);
    }
    const PlanResult result = plan_of(R"("html": {"outputs": ["{output}/x"]})", documents);
    CHECK(result.problems.empty());
    CHECK(result.plan.jobs.size() == 100'000);
}
