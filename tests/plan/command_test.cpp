#include "lib/plan/command.hpp"
#include "lib/plan/planner.hpp"

#include "lib/manifest/manifest_loader.hpp"
#include "lib/text/error.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

const Directories directories{"/project", "/project/_build"};

std::optional<std::string> environment(const std::string& name) {
    return name == "HOME" ? std::optional<std::string>("/home/me") : std::nullopt;
}

BuilderCommand command_of(const std::string& stage, const std::string& document,
                          const std::string& more = "") {
    LoadedManifest loaded = load_manifest(R"({"docbuild": 1, )" + more + R"("stages": {"html": )" +
                                              stage + R"(}, "documents": [)" + document + "]}",
                                          "m");
    REQUIRE(loaded.problems.empty());
    const PlanResult result = make_plan(std::move(loaded.manifest), {});
    REQUIRE(result.problems.empty());
    return fill_in(result.plan, JobId(0), directories, 3, environment);
}

} // namespace

TEST_CASE("every placeholder is filled in") {
    const BuilderCommand command = command_of(
        R"({"command": ["{document}", "{stage}", "{source}", "{output}", "{build}",
                        "{manifest_dir}", "-j{jobs}", "{env:HOME}", "{language}", "{{x}}"]})",
        R"({"name": "ref/rings", "source": "en/rings/", "variables": {"language": "{stage}"}})");
    CHECK(command.argv == Texts{"ref/rings", "html", "/project/en/rings",
                                "/project/_build/html/ref/rings", "/project/_build", "/project",
                                "-j3", "/home/me", "{stage}", "{x}"});
    CHECK(command.source == "/project/en/rings");
    CHECK(command.output == "/project/_build/html/ref/rings");
}

TEST_CASE("paths are absolute and normal, relative ones below the manifest's directory") {
    const BuilderCommand command = command_of(
        R"({"command": ["x"], "cwd": "{source}/..", "outputs": ["{output}/./i", "out/{document}"],
            "inputs": ["shared/*.rst", "/abs/**"], "ignore": ["*.swp", "{source}/tmp/*"],
            "depfile": "{build}/{document}.d"})",
        R"({"name": "a", "source": "/src/a"})");
    CHECK(command.cwd == "/src");
    CHECK(command.outputs == Texts{"/project/_build/html/a/i", "/project/out/a"});
    CHECK(command.inputs == Texts{"/project/shared/*.rst", "/abs/**"});
    CHECK(command.ignore == Texts{"*.swp", "/src/a/tmp/*"});
    CHECK(command.depfile == "/project/_build/a.d");
}

TEST_CASE("omitted settings are empty, and the working directory defaults to the manifest's") {
    const BuilderCommand command =
        command_of(R"({"command": ["x"]})", R"({"name": "a", "source": "a"})");
    CHECK(command.cwd == "/project");
    CHECK(command.environment.empty());
    CHECK(command.outputs.empty());
    CHECK(command.inputs.empty());
    CHECK_FALSE(command.depfile.has_value());
}

TEST_CASE("paths put into globs stand for themselves") {
    const BuilderCommand command =
        command_of(R"({"command": ["x"], "inputs": ["{source}/*.c", "{pattern}"]})",
                   R"({"name": "a", "source": "a[1]*", "variables": {"pattern": "*.h"}})");
    CHECK(command.inputs == Texts{"/project/a[[]1][*]/*.c", "/project/*.h"});
}

TEST_CASE("environments are laid over one another from the manifest to the override") {
    const BuilderCommand command =
        command_of(R"({"command": ["x"], "environment": {"C": "stage", "D": "stage"}})",
                   R"({"name": "a", "source": "a",
                       "overrides": {"html": {"environment": {"D": "{document}", "A": null}}}})",
                   R"("environment": {"A": "all", "B": "all", "H": "{env:HOME}"},
                      "defaults": {"environment": {"B": "defaults", "C": "defaults"}},)");
    CHECK(
        command.environment ==
        EnvironmentChanges{
            {"A", std::nullopt}, {"B", "defaults"}, {"C", "stage"}, {"D", "a"}, {"H", "/home/me"}});
}

TEST_CASE("an environment variable that is not set is an error that names job and variable") {
    CHECK_THROWS_WITH_AS(
        command_of(R"({"command": ["{env:PAPER}"]})", R"({"name": "a", "source": "a"})"),
        "a:html: environment variable 'PAPER' is not set; the manifest uses '{env:PAPER}'",
        InputError);
}
