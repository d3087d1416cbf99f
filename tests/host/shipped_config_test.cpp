#include "lib/config/config_loader.hpp"
#include "lib/config/mode_policy.hpp"
#include "lib/host/config_files.hpp"
#include "lib/host/install_paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace docbuild;

namespace {

const std::string source_root(install_paths::source_root);

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Mode, slots and reason by the shipped file of the platform, with 4 processors.
ModeDecision shipped_decision(const char* uname) {
    const Platform platform = platform_of(parse_uname(uname));
    const std::string path = platform_config_file_in(source_root + "/config", platform).value();
    const ConfigLayer layer = load_config(text_of(path), path, platform);
    return decide(platform, merge_layers({built_in_config(), layer}, 2), 4);
}

std::vector<std::string> files_in(const std::string& directory) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        if (entry.path().extension() == ".json") {
            paths.push_back(entry.path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace

TEST_CASE("every platform's file is complete, named after its platform and gives each reason") {
    const auto paths = files_in(source_root + "/config");
    CHECK(paths.size() == 6);
    for (const std::string& path : paths) {
        CAPTURE(path);
        const std::string name = std::filesystem::path(path).stem().string();
        const ConfigLayer layer = load_config(text_of(path), path, {name, {}, {}});
        CHECK(layer.platform == name);
        REQUIRE(layer.modes.has_value());
        CHECK(layer.modes->back().condition.empty());
        for (const ModeRule& rule : *layer.modes) {
            CHECK_FALSE(rule.reason.empty());
        }
        CHECK(std::holds_alternative<AutoJobs>(layer.jobs.value()));
        CHECK(layer.timeout == std::chrono::hours(2));
        CHECK(layer.grace == std::chrono::seconds(10));
    }
}

TEST_CASE("the shipped files decide as each platform needs it") {
    CHECK(explain(shipped_decision("CYGWIN_NT-10.0-19045 2.11.2(0.329/5/3)")) ==
          "mode: serial\n"
          "slots: 1\n"
          "reason: Cygwin 2.11.2 is before 3.0.0: before Cygwin 3.0.0 a fork from a thread may "
          "corrupt mapped memory\n");
    for (const char* uname :
         {"CYGWIN_NT-10.0-19045 3.0.0(0.336/5/3)", "Linux 6.1.0-18-amd64", "Darwin 22.6.0",
          "FreeBSD 13.2-RELEASE", "NetBSD 9.3", "OpenBSD 7.4"}) {
        CAPTURE(uname);
        CHECK(shipped_decision(uname).mode == Mode::parallel);
        CHECK(shipped_decision(uname).slots == 4);
    }
}

TEST_CASE("the examples for buildbot's workers are configurations") {
    const auto paths = files_in(source_root + "/config/buildbot");
    CHECK(paths.size() == 2);
    for (const std::string& path : paths) {
        CAPTURE(path);
        CHECK_NOTHROW(load_config(text_of(path), path, {"cygwin", {}, {}}));
    }
}

TEST_CASE("the loader accepts the good examples and refuses the bad ones, as the schema does") {
    const std::string path = source_root + "/tests/fixtures/config_examples.json";
    const auto examples = nlohmann::json::parse(text_of(path));
    const Platform platform = platform_of({"Linux", "6.1"});
    for (const auto& good : examples.at("good")) {
        CAPTURE(good.dump());
        CHECK_NOTHROW(load_config(good.dump(), "good.json", platform));
    }
    for (const auto& bad : examples.at("bad")) {
        CAPTURE(bad.dump());
        CHECK_THROWS_AS(load_config(bad.dump(), "bad.json", platform), InputError);
    }
}
