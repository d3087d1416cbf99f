#include "lib/manifest/manifest_loader.hpp"

#include "lib/json/json_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

/// A manifest that is good if `stage` and `document` are.
std::string manifest_with(const std::string& stage, const std::string& document) {
    return R"({"docbuild": 1, "stages": {"html": )" + stage + R"(}, "documents": [)" + document +
           "]}";
}

std::vector<std::string> messages(const LoadedManifest& loaded) {
    std::vector<std::string> all;
    for (const Problem& problem : loaded.problems) {
        all.push_back(problem.pointer + (problem.at_key ? " (key): " : ": ") + problem.message);
    }
    return all;
}

using Messages = std::vector<std::string>;

} // namespace

TEST_CASE("a manifest's values are what it says") {
    const LoadedManifest loaded = load_manifest(R"({
      "docbuild": 1.0, "build": "out", "environment": {"A": "1"},
      "defaults": {"command": ["x"], "timeout": "1min", "environment": {"B": null}},
      "stages": {"b": {"timeout": 1.5, "slots": 2, "log_limit": "1KiB", "preload": ["m"]},
                 "a": {"command": ["y", "{source}"], "default": false, "preload": false}},
      "documents": [{"name": "d", "source": "s", "stages": ["a"], "needs": ["e"],
                     "variables": {"v": "w"}, "overrides": {"a": {"retries": 3}}},
                    {"name": "r/{1}", "match": "*/conf.py", "except": ["x/*"]}]})",
                                                "m");
    CHECK(messages(loaded) == Messages{});
    const Manifest& manifest = loaded.manifest;
    CHECK(manifest.build == "out");
    CHECK(manifest.environment == EnvironmentChanges{{"A", "1"}});
    REQUIRE(manifest.stages.size() == 2);
    CHECK(manifest.stages[0].name == "b");
    CHECK(manifest.stages[0].pointer == "/stages/b");
    CHECK(manifest.stages[0].keys.command == std::vector<std::string>{"x"});
    CHECK(manifest.stages[0].keys.environment == EnvironmentChanges{{"B", std::nullopt}});
    CHECK(manifest.stages[0].keys.timeout == 1500ms);
    CHECK(manifest.stages[0].keys.slots == 2U);
    CHECK(manifest.stages[0].keys.log_limit == Bytes{1024});
    CHECK(std::get<std::vector<std::string>>(*manifest.stages[0].keys.preload) ==
          std::vector<std::string>{"m"});
    CHECK(manifest.stages[1].keys.command == std::vector<std::string>{"y", "{source}"});
    CHECK(manifest.stages[1].keys.timeout == 1min);
    CHECK(manifest.stages[1].keys.is_default == false);
    CHECK(std::holds_alternative<PreloadOff>(*manifest.stages[1].keys.preload));
    REQUIRE(manifest.documents.size() == 2);
    CHECK(manifest.documents[0].variables.at("v") == "w");
    CHECK(manifest.documents[0].overrides.at("a").retries == 3U);
    CHECK(manifest.documents[1].match == "*/conf.py");
    CHECK(manifest.documents[1].except == std::vector<std::string>{"x/*"});
    CHECK(manifest.documents[1].pointer == "/documents/1");
}

TEST_CASE("'defaults' apply whatever the order of the keys") {
    const LoadedManifest loaded = load_manifest(
        R"({"documents": [], "stages": {"a": {}}, "defaults": {"command": ["x"]}, "docbuild": 1})",
        "m");
    CHECK(messages(loaded) == Messages{});
    CHECK(loaded.manifest.stages[0].keys.command == std::vector<std::string>{"x"});
}

TEST_CASE("a newer format is said, and nothing else of that manifest") {
    CHECK(messages(load_manifest(R"({"docbuild": 2, "new": true})", "m")) ==
          Messages{"/docbuild: format 2 is newer than this docbuild, which reads format 1"});
}

TEST_CASE("what a stage uses must be a variable of each document, unless overridden") {
    const std::string stage = R"({"command": ["x", "{language}"], "cwd": "{source}"})";
    CHECK(messages(load_manifest(
              manifest_with(stage, R"({"name": "a", "source": "a", "variables": {"language": "e"}},
                                      {"name": "b", "source": "b", "overrides":
                                       {"html": {"command": ["y"]}}})"),
              "m")) == Messages{});
    CHECK(messages(load_manifest(
              manifest_with(stage, R"({"name": "a", "source": "a", "variables": {"language": "e"}},
                                      {"name": "b", "source": "b"})"),
              "m")) == Messages{"/stages/html/command/1: document 'b' has no variable 'language'; "
                                "add it to its 'variables'"});
}

TEST_CASE("an unknown placeholder is said once, at its string, even without documents") {
    CHECK(messages(load_manifest(manifest_with(R"({"command": ["{sorce}{sorce}"]})", ""), "m")) ==
          Messages{"/stages/html/command/0: unknown placeholder '{sorce}'; did you mean "
                   "'{source}'?"});
    CHECK(messages(load_manifest(
              manifest_with(R"({"command": ["x"], "environment": {"V": "{jbos}"}})", ""), "m")) ==
          Messages{"/stages/html/environment/V: unknown placeholder '{jbos}'; did you mean "
                   "'{jobs}'?"});
}

TEST_CASE("strings with a NUL cannot be passed to a builder") {
    CHECK(messages(load_manifest(manifest_with(R"({"command": ["a\u0000b"]})", ""), "m")) ==
          Messages{"/stages/html/command/0: a string without NUL characters is expected"});
}

TEST_CASE("an override for another stage is an error at its key") {
    CHECK(messages(load_manifest(
              manifest_with(R"({"command": ["x"]})",
                            R"({"name": "a", "source": "a", "overrides": {"htm": {}}})"),
              "m")) == Messages{"/documents/0/overrides/htm (key): unknown stage 'htm'; did you "
                                "mean 'html'?"});
}

TEST_CASE("a document without a usable name or glob causes no further problems") {
    CHECK(messages(load_manifest(manifest_with(R"({"command": ["x"]})",
                                               R"(7, {"name": 7, "source": "a"},
                                                  {"name": "a", "match": "[a"})"),
                                 "m")) ==
          Messages{"/documents/0: an object is expected, not a number",
                   "/documents/1/name: a string is expected, not a number",
                   "/documents/2/match: '[' is not closed; write '[[]' for a bracket"});
}
