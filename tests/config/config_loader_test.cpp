#include "lib/config/config_loader.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

const Platform linux_6 = platform_of({"Linux", "6.1.0"});
const Platform cygwin_2 = platform_of({"CYGWIN_NT-10.0-19045", "2.11.2(0.329/5/3)"});

ConfigLayer load(std::string_view text, const Platform& platform = linux_6) {
    return load_config(text, "worker.json", platform);
}

/// All that is wrong with the text, without source lines and carets.
std::string faults(std::string_view text, const Platform& platform = linux_6) {
    try {
        load(text, platform);
    } catch (const InputError& error) {
        std::string lines;
        std::string_view rest = error.what();
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            lines += line.starts_with("worker.json") ? std::string(line) + "\n" : "";
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        }
        return lines;
    }
    return "none";
}

} // namespace

TEST_CASE("every key of a configuration file is read") {
    const ConfigLayer layer = load(R"({ // for the old worker
        "$schema": "config.schema.json",
        "platform": "cygwin",
        "modes": [ { "version": "<3.0.0", "mode": "serial", "reason": "forks corrupt" },
                   { "mode": "parallel" } ],
        "jobs": 3, "timeout": "2h", "grace": 1.5, "retries": 1,
        "environment": { "LANG": "C", "DISPLAY": null } })",
                                   cygwin_2);
    CHECK(layer.origin == "worker.json");
    CHECK(layer.platform == "cygwin");
    REQUIRE(layer.modes.value().size() == 2);
    CHECK(in_words(layer.modes->at(0).condition) == "before 3.0.0");
    CHECK(layer.modes->at(0).mode == Mode::serial);
    CHECK(layer.modes->at(0).reason == "forks corrupt");
    CHECK(layer.modes->at(1).condition.empty());
    CHECK(layer.modes->at(1).mode == Mode::parallel);
    CHECK(std::get<unsigned>(layer.jobs.value()) == 3);
    CHECK(layer.timeout == 2h);
    CHECK(layer.grace == 1500ms);
    CHECK(layer.retries == 1);
    CHECK(layer.environment == EnvironmentChanges{{"LANG", "C"}, {"DISPLAY", std::nullopt}});
}

TEST_CASE("keys that a file does not have are absent from its layer") {
    const ConfigLayer layer = load("{}");
    CHECK_FALSE(layer.platform.has_value());
    CHECK_FALSE(layer.modes.has_value());
    CHECK_FALSE(layer.mode.has_value());
    CHECK_FALSE(layer.jobs.has_value());
    CHECK_FALSE(layer.timeout.has_value());
    CHECK_FALSE(layer.grace.has_value());
    CHECK_FALSE(layer.retries.has_value());
    CHECK(layer.environment.empty());
    CHECK(std::holds_alternative<AutoJobs>(load(R"({"jobs": "auto"})").jobs.value()));
}

TEST_CASE("a file for another platform is refused with both names, at its place") {
    CHECK_THROWS_WITH_AS(load("{\n  \"platform\": \"cygwin\"\n}"),
                         "worker.json:2:15: this configuration is for 'cygwin', but the platform "
                         "is 'linux'\n"
                         "    \"platform\": \"cygwin\"\n"
                         "                ^",
                         InputError);
}

TEST_CASE("every fault is told in one go, in the order of the file") {
    CHECK(faults(R"({
"platfrom": "linux",
"modes": [
 { "version": "3.0.0", "mode": "serial" },
 { "mode": "both", "reason": "" },
 { "versoin": "<3" },
 5 ],
"jobs": 0,
"timeout": "soon",
"grace": -1,
"retries": 1.5,
"environment": { "A=B": "", "C": 1 }
})") == "worker.json:2:1: unknown key 'platfrom'; did you mean 'platform'?\n"
        "worker.json:4:15: a condition is expected: \"<3.0.0\", \">=2.11\" or \">=2.11,<3\"\n"
        "worker.json:5:12: \"serial\" or \"parallel\" is expected\n"
        "worker.json:5:30: the reason is empty; say why, or leave the key out\n"
        "worker.json:6:2: the rule has no 'mode'; \"serial\" or \"parallel\" is expected\n"
        "worker.json:6:4: unknown key 'versoin'; did you mean 'version'?\n"
        "worker.json:7:2: an object is expected, not a number\n"
        "worker.json:8:9: a whole number from 1 to 1000000 is expected\n"
        "worker.json:9:12: a duration is expected: \"90s\", \"5min\", \"2h\" or a number of "
        "seconds\n"
        "worker.json:10:10: a duration is expected: \"90s\", \"5min\", \"2h\" or a number of "
        "seconds\n"
        "worker.json:11:12: a whole number from 0 to 1000000 is expected\n"
        "worker.json:12:18: 'A=B' is no name of an environment variable\n"
        "worker.json:12:34: a string, or null to unset the variable, is expected, not a number\n");
}

TEST_CASE("values of another type are refused") {
    CHECK(faults("[]") == "worker.json:1:1: an object is expected, not a list\n");
    CHECK(faults(R"({"modes": {}})") ==
          "worker.json:1:11: a list of rules is expected, not an object\n");
    CHECK(faults(R"({"modes": []})") ==
          "worker.json:1:11: the list is empty; a rule is expected: { \"mode\": \"parallel\" }\n");
    CHECK(faults(R"({"jobs": "many"})") ==
          "worker.json:1:10: \"auto\" or a whole number of at least 1 is expected\n");
    CHECK(faults(R"({"jobs": null})") ==
          "worker.json:1:10: \"auto\" or a whole number of at least 1 is expected\n");
    CHECK(faults(R"({"platform": 5})") == "worker.json:1:14: a string is expected, not a number\n");
    CHECK(faults(R"({"environment": []})") ==
          "worker.json:1:17: an object is expected, not a list\n");
}

TEST_CASE("a text that is no JSON, or has a key twice, is refused") {
    CHECK(faults("") == "worker.json: the file is empty; a JSON object is expected\n");
    CHECK(faults("{\"jobs\": 1,\n \"jobs\": 2}").starts_with("worker.json:2:2: "));
}
