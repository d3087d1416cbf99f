// How jobs that come before one make it stale: by the content of what they yield.

#include "lib/examine/examiner.hpp"

#include "tests/examine/examined_project.hpp"

using namespace docbuild;

namespace {

/// `inventory`, which declares `outputs`, before `html`.
std::string upstream_manifest(const std::string& outputs,
                              const std::string& after = R"("inventory")") {
    return R"({"docbuild": 1, "stages": {
        "inventory": {"command": ["true"])" +
           (outputs.empty() ? "" : R"(, "outputs": [")" + outputs + "\"]") + R"(},
        "html": {"command": ["true"], "after": [)" +
           after + R"(]}},
        "documents": [{"name": "a", "source": "a"}, {"name": "b", "source": "b"}]})";
}

class TwoStages : public ExaminedProject {
  public:
    explicit TwoStages(const std::string& outputs, const std::string& after = R"("inventory")")
        : ExaminedProject(upstream_manifest(outputs, after)) {
        write("a/index.rst", "index");
        write("b/index.rst", "index");
        for (const char* job : {"a:inventory", "b:inventory"}) {
            build_inventory(job, "labels");
        }
        build("a:html");
        build("b:html");
        CHECK(why_next("a:html") == "up to date");
        CHECK(why_next("b:html") == "up to date");
    }

    void build_inventory(const std::string& job, const std::string& text) {
        build(job, [&] { write("_build/inventory/" + job.substr(0, 1) + "/objects.inv", text); });
    }
};

} // namespace

TEST_CASE("a job that was built again with the same outputs leaves what comes after up to date") {
    TwoStages project("{output}/objects.inv");
    project.write("a/index.rst", "changed");
    project.start_anew();
    CHECK(project.why("a:inventory") == "index.rst changed");
    project.build_inventory("a:inventory", "labels");
    project.build("a:html"); // its own source changed
    CHECK(project.why("b:html") == "up to date");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("a job whose outputs changed makes what comes after it stale, and nothing else") {
    TwoStages project("{output}/objects.inv");
    project.build_inventory("a:inventory", "other labels");
    CHECK(project.why("a:html") == "inventory of a changed");
    CHECK(project.why("b:html") == "up to date");
    CHECK(project.why_next("a:html") == "inventory of a changed");
    project.build("a:html");
    CHECK(project.why("a:html") == "up to date");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("outputs that changed and changed back leave what comes after up to date") {
    TwoStages project("{output}/objects.inv");
    project.build_inventory("a:inventory", "other labels");
    project.build_inventory("a:inventory", "labels");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("every job that comes before counts, whatever document it is of") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    project.build_inventory("b:inventory", "other labels");
    CHECK(project.why_next("a:html") == "inventory of b changed");
    CHECK(project.why_next("b:html") == "inventory of b changed");
}

TEST_CASE("two jobs that exchange their outputs make what comes after stale") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    project.build_inventory("b:inventory", "other labels");
    project.build("a:html");
    project.build("b:html");
    project.build_inventory("a:inventory", "other labels");
    project.build_inventory("b:inventory", "labels");
    CHECK(project.why_next("a:html") == "inventory of a changed");
}

TEST_CASE("a job without declared outputs changes with what it is built from") {
    TwoStages project("");
    project.build_inventory("a:inventory", "another text, which is not looked at");
    CHECK(project.why_next("a:html") == "up to date");
    project.write("a/index.rst", "changed");
    project.start_anew();
    project.build_inventory("a:inventory", "labels");
    CHECK(project.why("b:html") == "up to date");
    project.write("a/index.rst", "index");
    CHECK(project.why("a:html") == "inventory of a changed");
}

TEST_CASE("a job that comes after others than before is stale") {
    TwoStages project("{output}/objects.inv");
    project.plan_anew(upstream_manifest("{output}/objects.inv", R"("inventory:*")"));
    CHECK(project.why("a:html") == "the jobs that it comes after changed");
    project.build("a:html");
    project.plan_anew(upstream_manifest("{output}/objects.inv", ""));
    CHECK(project.why("a:html") == "the jobs that it comes after changed");
}

TEST_CASE("the order in which the manifest names documents does not count") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    std::string turned = upstream_manifest("{output}/objects.inv", R"("inventory:*")");
    const auto documents = turned.find(R"({"name": "a")");
    turned = turned.substr(0, documents) +
             R"({"name": "b", "source": "b"}, {"name": "a", "source": "a"}]})";
    project.plan_anew(turned);
    CHECK(project.why("a:html") == "up to date");
    CHECK(project.why("b:html") == "up to date");
}

TEST_CASE("a failure of a job leaves what it yielded last, and what comes after it") {
    TwoStages project("{output}/objects.inv");
    project.fail("a:inventory", Outcome::failed);
    CHECK(project.why_next("a:html") == "up to date");
    CHECK(project.why("a:inventory") == "last attempt failed");
}

TEST_CASE("a job built without a failed job is built again when that one succeeds") {
    ExaminedProject project(upstream_manifest("{output}/objects.inv", R"("inventory:*")"));
    project.write("a/index.rst", "index");
    project.write("b/index.rst", "index");
    const auto build_inventory = [&](const std::string& document, const std::string& text) {
        project.build(document + ":inventory", [&] {
            project.write("_build/inventory/" + document + "/objects.inv", text);
        });
    };
    build_inventory("a", "labels");
    project.fail("b:inventory", Outcome::failed);
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::nothing);
    project.build("a:html");
    CHECK(project.why("a:html") == "up to date");
    CHECK(project.why_next("a:html") == "up to date");
    project.fail("b:inventory", Outcome::failed); // once more
    CHECK(project.why("a:html") == "up to date");
    build_inventory("b", "labels");
    CHECK(project.why("a:html") == "inventory of b changed");
    CHECK(project.why_next("a:html") == "inventory of b changed");
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
}

TEST_CASE("what a job that failed has spoilt makes those stale that are built after it") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    project.fail("b:inventory", Outcome::failed);
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::last_good);
    CHECK(project.why("a:html") == "up to date");
    project.write("_build/inventory/b/objects.inv", "half");
    project.fail("b:inventory", Outcome::crashed);
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::unfinished);
    CHECK(project.why("a:html") == "the jobs that it comes after changed");
    CHECK(project.why_next("a:html") == "the jobs that it comes after changed");
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
    project.start_anew();
    project.build_inventory("b:inventory", "labels"); // as it was when both were built first
    CHECK(project.why("a:html") != "up to date");
}

TEST_CASE("a job that was not built at all counts with what is there of it") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    project.examiner().forget_outputs(project.id("b:inventory"));
    CHECK(project.why("a:html") == "up to date");
    project.remove("_build/inventory/b");
    project.examiner().forget_outputs(project.id("b:inventory"));
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::nothing);
    project.build("a:html");
    project.build_inventory("b:inventory", "labels");
    CHECK(project.why_next("a:html") == "the jobs that it comes after changed");
}

TEST_CASE("a failure counts as a change if no outputs are declared") {
    TwoStages project("", R"("inventory:*")");
    project.examiner().forget_outputs(project.id("b:inventory")); // it was skipped
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::last_good);
    CHECK(project.why("a:html") == "up to date");
    project.fail("b:inventory", Outcome::failed);
    CHECK(project.examiner().remains_of(project.id("b:inventory")) == Remains::unfinished);
    CHECK(project.why("a:html") == "the jobs that it comes after changed");
    project.build("a:html");
    CHECK(project.why_next("a:html") == "up to date");
    project.build_inventory("b:inventory", "labels");
    CHECK(project.why_next("a:html") != "up to date");
}

TEST_CASE("a dependency that an earlier job wrote in this run is what the builder read") {
    TwoStages project("{output}/objects.inv");
    const std::string inventory = project.root() + "/_build/inventory/a/objects.inv";
    project.started_at = 1; // before all files that there are
    project.build("a:html", [] {}, {inventory});
    CHECK(project.why_next("a:html") == "up to date");
    const std::string other = project.root() + "/_build/inventory/b/objects.inv";
    project.build("a:html", [] {}, {inventory, other});
    CHECK(project.why_next("a:html") == other + " changed");
}

TEST_CASE("the same goes for a job that comes before as one of all") {
    TwoStages project("{output}/objects.inv", R"("inventory:*")");
    const std::string other = project.root() + "/_build/inventory/b/objects.inv";
    project.started_at = 1; // before all files that there are
    project.build("a:html", [] {}, {other});
    CHECK(project.why_next("a:html") == "up to date");
    const std::string stranger =
        project.write("_build/inventory/none/objects.inv", "of no document");
    project.build("a:html", [] {}, {stranger});
    CHECK(project.why_next("a:html") == stranger + " changed");
}

TEST_CASE("documents that are nested do not see each other's outputs") {
    ExaminedProject project(R"({"docbuild": 1,
        "stages": {"html": {"command": ["true"], "outputs": ["{output}"]},
                   "check": {"command": ["true"], "after": ["html"]}},
        "documents": [{"name": "reference", "source": "r"},
                      {"name": "reference/rings", "source": "rings"}]})");
    project.write("r/index.rst", "");
    project.write("rings/index.rst", "");
    const auto build_page = [&](const std::string& document, const std::string& text) {
        project.build(document + ":html",
                      [&] { project.write("_build/html/" + document + "/page.html", text); });
    };
    build_page("reference", "outer");
    build_page("reference/rings", "inner");
    project.build("reference:check");
    project.build("reference/rings:check");
    for (const char* job : {"reference:html", "reference/rings:html", "reference:check"}) {
        CHECK(project.why_next(job) == "up to date");
    }

    build_page("reference/rings", "changed");
    CHECK(project.why_next("reference:html") == "up to date");
    CHECK(project.why("reference:check") == "up to date");
    CHECK(project.why("reference/rings:check") == "html of reference/rings changed");

    project.remove("_build/html/reference/rings");
    CHECK(project.why_next("reference:html") == "up to date");
    CHECK(project.why("reference/rings:html") ==
          "output missing: " + project.root() + "/_build/html/reference/rings");
}

TEST_CASE("the first output that is not there is the missing one") {
    TwoStages project("{output}/objects.inv");
    BuilderCommand command;
    CHECK(project.examiner().first_missing_output(command).empty());
    command.outputs = {project.root() + "/a", project.root() + "/none", project.root() + "/nor"};
    CHECK(project.examiner().first_missing_output(command) == project.root() + "/none");
}
