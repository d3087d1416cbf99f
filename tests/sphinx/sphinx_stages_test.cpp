#include "lib/plan/planner.hpp"
#include "lib/sphinx/sphinx_stages.hpp"

#include "lib/manifest/manifest_loader.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

const Directories sphinx_directories{"/p", "/p/_build", "/docbuild/sphinx-build"};

struct Sphinx {
    Plan plan;
    SphinxStages stages;

    explicit Sphinx(const std::string& manifest)
        : plan(planned(manifest)), stages(plan, sphinx_directories) {}

    static Plan planned(const std::string& manifest) {
        LoadedManifest loaded = load_manifest(manifest, "m");
        REQUIRE(loaded.problems.empty());
        PlanResult result = make_plan(std::move(loaded.manifest), {});
        REQUIRE(result.problems.empty());
        return std::move(result.plan);
    }

    JobId job(const std::string& name) const { return plan.job_named.at(name); }

    BuilderCommand command(const std::string& name) const {
        BuilderCommand command = fill_in(plan, job(name), sphinx_directories, 1,
                                         [](const std::string&) { return std::nullopt; });
        stages.complete(job(name), command);
        return command;
    }

    nlohmann::json front_input(const std::string& name) const {
        return nlohmann::json::parse(stages.front_input(job(name), command(name)));
    }

    /// What the front makes of it: `shared` but for the job's own document and those that it has
    /// elements of its own for, each of which says before which of the shared ones it comes.
    Texts linked(const std::string& name) const {
        const auto told = this->front_input(name);
        if (!told.contains("shared")) {
            return in_words(told["documents"]);
        }
        auto own = told["documents"];
        CHECK(told["shared"]["file"] == stages.shared_offers_file(job(name)));
        const auto shared = nlohmann::json::parse(stages.shared_offers_text(job(name)));
        auto all = nlohmann::json::array();
        for (std::size_t i = 0; i <= shared.size(); ++i) {
            bool is_replaced = i == shared.size() || shared[i]["name"] == told["shared"]["but"];
            for (const auto& document : own) {
                if (document["at"] == i) {
                    all.push_back(document);
                }
                is_replaced = is_replaced || shared[i]["name"] == document["name"];
            }
            if (!is_replaced) {
                all.push_back(shared[i]);
            }
        }
        return in_words(all);
    }

    static Texts in_words(const nlohmann::json& documents) {
        Texts texts;
        for (const auto& document : documents) {
            texts.push_back(document["name"].get<std::string>() + " " +
                            document["html"].get<std::string>() + " " +
                            document["inventory"].get<std::string>() +
                            (document.contains("watch") ? " watched" : ""));
        }
        return texts;
    }
};

std::string manifest(const std::string& stages, const std::string& documents = R"(
    {"name": "a", "source": "a"}, {"name": "r/b", "source": "b"})") {
    return R"({"docbuild": 1, "stages": {)" + stages + R"(}, "documents": [)" + documents + "]}";
}

const std::string two_stages =
    R"("inventory": {"sphinx": "inventory"}, "html": {"sphinx": "html", "after": ["inventory:*"]})";

} // namespace

TEST_CASE("a sphinx stage is sphinx-build's arguments behind docbuild's front") {
    const Sphinx sphinx(manifest(R"("html": {"sphinx": "dirhtml", "conf": "conf/{document}",
        "python": "/usr/bin/python3", "arguments": ["-n", "-D", "x={stage}"]})"));
    CHECK(sphinx.command("r/b:html").argv ==
          Texts{"/usr/bin/python3", "/docbuild/sphinx-build", "-b", "dirhtml", "-d",
                "/p/_build/.docbuild/sphinx/doctrees/html/r/b", "-c", "/p/conf/r/b", "-n", "-D",
                "x=html", "/p/b", "/p/_build/html/r/b"});
    CHECK(sphinx.front_input("r/b:html")["conf"] == "/p/conf/r/b");
}

TEST_CASE("undeclared paths of a sphinx stage have defaults") {
    const Sphinx sphinx(manifest(R"("html": {"sphinx": "html"}, "text": {"sphinx": "text"},
        "own": {"sphinx": "html", "outputs": ["{output}/x"], "depfile": "{output}/d",
                "preload": false})"));
    const BuilderCommand html = sphinx.command("a:html");
    CHECK(html.argv.front().empty());
    CHECK(html.outputs == Texts{"/p/_build/html/a/objects.inv"});
    CHECK(html.depfile == "/p/_build/.docbuild/sphinx/read/html/a.d");
    CHECK(std::holds_alternative<PreloadAuto>(html.preload.value()));
    CHECK(sphinx.command("a:text").outputs.empty());
    const BuilderCommand own = sphinx.command("a:own");
    CHECK(own.outputs == Texts{"/p/_build/own/a/x"});
    CHECK(own.depfile == "/p/_build/own/a/d");
    CHECK(std::holds_alternative<PreloadOff>(own.preload.value()));
}

TEST_CASE("one stage reuses the doctrees of the preceding inventory, another does not") {
    const Sphinx sphinx(manifest(two_stages + R"(, "pdf": {"sphinx": "latex",
                                                           "after": ["inventory"]})"));
    const std::string shared = "/p/_build/.docbuild/sphinx/doctrees/inventory/a";
    CHECK(sphinx.command("a:inventory").argv[5] == shared);
    CHECK(sphinx.command("a:html").argv[5] == shared);
    CHECK(sphinx.command("a:pdf").argv[5] == "/p/_build/.docbuild/sphinx/doctrees/pdf/a");
    CHECK(sphinx.stages.doctrees_of(sphinx.job("a:html")) == shared);
    CHECK(sphinx.front_input("a:inventory")["pages"] == "html");
}

TEST_CASE("an inventory does not depend on the other stages that follow it") {
    const std::string others = R"("inventory": {"sphinx": "inventory"},
        "man": {"sphinx": "man", "after": ["inventory:*"]},
        "text": {"sphinx": "text", "after": ["inventory:*"]})";
    const std::string doctrees = "/p/_build/.docbuild/sphinx/doctrees/";
    const Sphinx without(manifest(others));
    CHECK_FALSE(without.front_input("a:inventory").contains("pages")); // the front's own: html
    CHECK(without.command("a:man").argv[5] == doctrees + "man/a");
    CHECK(without.command("a:text").argv[5] == doctrees + "text/a");
    CHECK(without.linked("a:inventory") == without.linked("a:man"));
    const Sphinx with(manifest(others + R"(, "pages": {"sphinx": "dirhtml",
                                                       "after": ["inventory:*"]})"));
    CHECK(with.front_input("a:inventory")["pages"] == "dirhtml");
    CHECK(with.command("a:man").argv[5] == doctrees + "man/a");
    CHECK(with.command("a:pages").argv[5] == doctrees + "inventory/a");
    CHECK(with.linked("a:inventory") == with.linked("a:pages"));
}

TEST_CASE("the front input lists the patches that are switched off") {
    const Sphinx sphinx(manifest(two_stages));
    CHECK_FALSE(sphinx.front_input("a:html").contains("without"));
    const auto told = nlohmann::json::parse(sphinx.stages.front_input(
        sphinx.job("a:html"), sphinx.command("a:html"), {"symbols", "quotes"}));
    CHECK(told["without"] == nlohmann::json{"quotes", "symbols"});
}

TEST_CASE("documents link to one another where their pages will be") {
    const Sphinx sphinx(manifest(two_stages));
    const Texts expected = {"r/b /p/_build/html/r/b /p/_build/inventory/r/b/objects.inv"};
    CHECK(sphinx.linked("a:html") == expected);
    CHECK(sphinx.linked("a:inventory") == expected);
}

TEST_CASE("what a document needs is linked, and so is any job that declares an inventory") {
    const Sphinx sphinx(manifest(
        R"("html": {"sphinx": "html", "after": ["api"]},
           "api": {"command": ["x"], "outputs": ["{output}/pages/objects.inv"]},
           "text": {"command": ["x"]})",
        R"({"name": "a", "source": "a", "stages": ["html", "text"], "needs": ["b"]},
           {"name": "b", "source": "b", "stages": ["html", "text"]},
           {"name": "c", "source": "c", "stages": ["html"],
            "overrides": {"html": {"after": ["d:api"]}}},
           {"name": "d", "source": "d", "stages": ["api"]})"));
    CHECK(sphinx.linked("a:html") == Texts{"b /p/_build/html/b /p/_build/html/b/objects.inv"});
    CHECK(sphinx.linked("b:html").empty());
    CHECK(sphinx.linked("c:html") ==
          Texts{"d /p/_build/api/d/pages /p/_build/api/d/pages/objects.inv"});
}

TEST_CASE("all that come after the same stage share one list") {
    const Sphinx sphinx(manifest(two_stages + R"(, "text": {"sphinx": "text",
                                                            "after": ["inventory:*"]})"));
    const auto file = [&](const char* job) {
        return sphinx.stages.shared_offers_file(sphinx.job(job));
    };
    CHECK(file("a:html").starts_with("/p/_build/.docbuild/sphinx/offers/"));
    CHECK(file("a:html") == file("r/b:html"));
    CHECK(file("a:html") == file("a:inventory"));
    CHECK(file("a:html") != file("a:text")); // whose pages lie elsewhere
    CHECK(sphinx.front_input("a:html")["shared"]["but"] == "a");
    CHECK(sphinx.front_input("a:html")["documents"].empty());
}

TEST_CASE("what a job comes after besides has its place in the list, the first of a document's") {
    const std::string stages = R"("api": {"command": ["x"], "outputs": ["{output}/objects.inv"]},
        "inventory": {"sphinx": "inventory"},
        "html": {"sphinx": "html", "after": ["inventory:*", "d:api"]})";
    const Sphinx sphinx(manifest(stages, R"(
        {"name": "a", "source": "a", "stages": ["inventory", "html"]},
        {"name": "b", "source": "b", "stages": ["html"]},
        {"name": "c", "source": "c", "stages": ["inventory", "html"], "needs": ["b", "a"]},
        {"name": "d", "source": "d", "stages": ["api", "inventory"]})"));
    const std::string a = "a /p/_build/html/a /p/_build/inventory/a/objects.inv";
    const std::string b = "b /p/_build/html/b /p/_build/html/b/objects.inv";
    const std::string d = "d /p/_build/api/d /p/_build/api/d/objects.inv";
    CHECK(sphinx.linked("c:html") == Texts{a, b, d});
    CHECK(sphinx.linked("a:html") ==
          Texts{"c /p/_build/html/c /p/_build/inventory/c/objects.inv", d});
}

TEST_CASE("what a job may link to is one word, the same wherever the build directory is") {
    const Sphinx sphinx(manifest(two_stages));
    const std::string word = sphinx.stages.offers_of(sphinx.job("a:html"));
    CHECK(word.starts_with(offers_word));
    const Sphinx longer(manifest(two_stages, R"({"name": "a", "source": "a"},
        {"name": "r/b", "source": "b"}, {"name": "c", "source": "c"})"));
    CHECK(longer.stages.offers_of(longer.job("a:html")) != word);
    const Directories elsewhere{"/q", "/q/out", "/docbuild/sphinx-build"};
    const SphinxStages moved(sphinx.plan, elsewhere);
    CHECK(moved.offers_of(sphinx.job("a:html")) == word);
    CHECK(Sphinx(manifest(R"("html": {"sphinx": "html"})")).stages.offers_of(JobId(0)).empty());
}

TEST_CASE("an inventory that its own job does not declare has to be watched") {
    const auto linked = [](const std::string& outputs) {
        return Sphinx(manifest(R"("one": {"sphinx": "html", "outputs": [)" + outputs +
                               R"(]}, "two": {"sphinx": "text", "after": ["one:*"]})"))
            .linked("a:two");
    };
    const std::string b = "r/b /p/_build/two/r/b /p/_build/one/r/b/objects.inv";
    CHECK(linked("") == Texts{b});
    CHECK(linked(R"("{output}")") == Texts{b});
    CHECK(linked(R"("{output}/x", "{output}/objects.inv")") == Texts{b});
    CHECK(linked(R"("{output}/x")") == Texts{b + " watched"});
}

TEST_CASE("the front input names the files to write") {
    const Sphinx sphinx(manifest(two_stages));
    const auto told = sphinx.front_input("a:html");
    CHECK_FALSE(told.contains("pages"));
    CHECK(told["depfile"] == "/p/_build/.docbuild/sphinx/read/html/a.d");
    CHECK(told["target"] == "/p/_build/html/a");
    CHECK(told["progress"] == "/p/_build/.docbuild/sphinx/progress/html/a.txt");
    CHECK(told["report"] == "/p/_build/.docbuild/sphinx/report/html/a.json");
    CHECK(told["traceback"] == "/p/_build/.docbuild/logs/html/a.traceback");
    CHECK(told["conf"] == "/p/a");
    CHECK_FALSE(told.contains("speedups"));
    const Sphinx slow(manifest(R"("html": {"sphinx": "html", "speedups": false})"));
    CHECK(slow.front_input("a:html")["speedups"] == false);
}

TEST_CASE("a command stays as it is") {
    const Sphinx sphinx(manifest(R"("html": {"sphinx": "html"}, "c": {"command": ["x", "y"]})"));
    const BuilderCommand command = sphinx.command("a:c");
    CHECK(command.argv == Texts{"x", "y"});
    CHECK(command.outputs.empty());
    CHECK_FALSE(command.depfile);
    CHECK(sphinx.stages.front_input(sphinx.job("a:c"), command).empty());
    CHECK(sphinx.stages.doctrees_of(sphinx.job("a:c")).empty());
}

TEST_CASE("an override may build with a command what others build with Sphinx, and the reverse") {
    const Sphinx sphinx(
        manifest(R"("html": {"sphinx": "html", "arguments": ["-n"]}, "c": {"command": ["x"]})",
                 R"({"name": "a", "source": "a", "overrides": {
                       "html": {"command": ["y"]}, "c": {"sphinx": "text"}}})"));
    CHECK(sphinx.command("a:html").argv == Texts{"y"});
    CHECK(sphinx.command("a:c").argv[3] == "text");
}
