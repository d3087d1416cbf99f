#include "lib/config/mode_policy.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

constexpr unsigned processors = 8;

ConfigLayer cygwin_file() {
    ConfigLayer layer;
    layer.origin = "cygwin.json";
    layer.modes = {{parse_version_condition("<3.0.0").value(), Mode::serial, "forks corrupt"},
                   {{}, Mode::parallel, "forks are mended"}};
    return layer;
}

ConfigLayer with_jobs(const char* origin, Jobs jobs) {
    ConfigLayer layer;
    layer.origin = origin;
    layer.jobs = jobs;
    return layer;
}

ConfigLayer with_mode(const char* origin, ModeChoice mode) {
    ConfigLayer layer;
    layer.origin = origin;
    layer.mode = mode;
    return layer;
}

ConfigLayer with_modes(std::vector<ModeRule> modes) {
    ConfigLayer layer;
    layer.origin = "worker.json";
    layer.modes = std::move(modes);
    return layer;
}

/// The decision as one line, with the platform's own file below what a person gave.
std::string decision(const char* uname, const std::vector<ConfigLayer>& given) {
    const Platform platform = platform_of(parse_uname(uname));
    std::vector<ConfigLayer> layers = {built_in_config()};
    if (platform.name == "cygwin") {
        layers.push_back(cygwin_file());
    }
    const std::size_t explicit_from = layers.size();
    layers.insert(layers.end(), given.begin(), given.end());
    const ModeDecision made = decide(platform, merge_layers(layers, explicit_from), processors);
    return std::string(name_of(made.mode)) + " " + std::to_string(made.slots) + ": " + made.reason;
}

const char* const old_cygwin = "CYGWIN_NT-10.0-19045 2.11.2(0.329/5/3)";
const char* const new_cygwin = "CYGWIN_NT-10.0-19045 3.4.6-1.x86_64";

} // namespace

TEST_CASE("platforms x nothing asked for: the first rule that applies decides") {
    CHECK(decision(old_cygwin, {}) == "serial 1: Cygwin 2.11.2 is before 3.0.0: forks corrupt");
    CHECK(decision("CYGWIN_NT-6.1-WOW64 3.0.0(0.336/5/3)", {}) ==
          "parallel 8: Cygwin 3.0.0: forks are mended; 8 processors may be used");
    CHECK(decision(new_cygwin, {}) ==
          "parallel 8: Cygwin 3.4.6: forks are mended; 8 processors may be used");
    CHECK(decision("Linux 6.1.0-18-amd64", {}) ==
          "parallel 8: Linux 6.1.0: no known problems with parallel builds; "
          "8 processors may be used");
    CHECK(decision("Haiku 1", {}) == "parallel 8: Haiku 1: no known problems with parallel builds; "
                                     "8 processors may be used");
}

TEST_CASE("a release that cannot be read is old on Cygwin, and meets no condition elsewhere") {
    CHECK(decision("CYGWIN_NT-10.0 rolling", {}) ==
          "serial 1: the release 'rolling' of Cygwin cannot be read and counts as before 3.0.0: "
          "forks corrupt");
    CHECK(decision("CYGWIN_NT-10.0", {with_modes({{{}, Mode::parallel, "tried"}})}) ==
          "parallel 8: the release '' of Cygwin cannot be read and counts as old: tried; "
          "8 processors may be used");
    const ConfigLayer old_is_serial =
        with_modes({{parse_version_condition("<5").value(), Mode::serial, "old"}});
    CHECK(decision("Linux rolling", {old_is_serial}) ==
          "parallel 8: Linux, whose release 'rolling' cannot be read: no rule of worker.json "
          "applies; 8 processors may be used");
    CHECK(decision("Linux 4.19", {old_is_serial}) == "serial 1: Linux 4.19 is before 5: old");
    CHECK(decision("Linux 5", {old_is_serial}) ==
          "parallel 8: Linux 5: no rule of worker.json applies; 8 processors may be used");
}

TEST_CASE("a rule without a reason is told by where it stands") {
    CHECK(decision("Linux 6.1", {with_modes({{{}, Mode::serial, ""}})}) ==
          "serial 1: Linux 6.1: so says worker.json");
}

TEST_CASE("explicit jobs win over the platform's rule, and say why that is safe") {
    const std::string tail =
        " wins over the platform's rule, because docbuild itself never forks from a thread "
        "(Cygwin 2.11.2 is before 3.0.0: forks corrupt)";
    CHECK(decision(old_cygwin, {with_jobs("--jobs", 4U)}) ==
          "parallel 4: jobs = 4 by --jobs" + tail);
    CHECK(decision(old_cygwin, {with_jobs("DOCBUILD_JOBS", 2U)}) ==
          "parallel 2: jobs = 2 by DOCBUILD_JOBS" + tail);
    CHECK(decision(old_cygwin, {with_jobs("worker.json", 3U)}) ==
          "parallel 3: jobs = 3 by worker.json" + tail);
}

TEST_CASE("jobs that contradict no rule set the slots alone") {
    CHECK(decision(old_cygwin, {with_jobs("--jobs", 1U)}) ==
          "serial 1: Cygwin 2.11.2 is before 3.0.0: forks corrupt");
    CHECK(decision(old_cygwin, {with_jobs("--jobs", 4U), with_jobs("--jobs", AutoJobs{})}) ==
          "serial 1: Cygwin 2.11.2 is before 3.0.0: forks corrupt");
    CHECK(decision(new_cygwin, {with_jobs("--jobs", 4U)}) ==
          "parallel 4: Cygwin 3.4.6: forks are mended; jobs = 4 by --jobs");
    CHECK(decision(new_cygwin, {with_jobs("--jobs", 1U)}) ==
          "parallel 1: Cygwin 3.4.6: forks are mended; jobs = 1 by --jobs");
}

TEST_CASE("a number of jobs in the platform's own file does not beat its rule") {
    ConfigLayer file = cygwin_file();
    file.jobs = 4U;
    const Config config = merge_layers({built_in_config(), file}, 2);
    CHECK(decide(platform_of(parse_uname(old_cygwin)), config, processors).slots == 1);
    CHECK(decide(platform_of(parse_uname(new_cygwin)), config, processors).slots == 4);
}

TEST_CASE("--mode serial beats jobs and every rule") {
    CHECK(decision("Linux 6.1", {with_mode("--mode", ModeChoice::serial)}) ==
          "serial 1: serial mode by --mode");
    CHECK(decision("Linux 6.1",
                   {with_jobs("--jobs", 4U), with_mode("DOCBUILD_MODE", ModeChoice::serial)}) ==
          "serial 1: serial mode by DOCBUILD_MODE, which beats jobs = 4 by --jobs");
}

TEST_CASE("--mode parallel beats the platform's rule, and says why that is safe") {
    CHECK(decision(old_cygwin, {with_mode("--mode", ModeChoice::parallel)}) ==
          "parallel 8: parallel mode by --mode wins over the platform's rule, because docbuild "
          "itself never forks from a thread (Cygwin 2.11.2 is before 3.0.0: forks corrupt); "
          "8 processors may be used");
    CHECK(decision("Linux 6.1",
                   {with_mode("--mode", ModeChoice::parallel), with_jobs("--jobs", 3U)}) ==
          "parallel 3: parallel mode by --mode; jobs = 3 by --jobs");
}

TEST_CASE("--mode auto takes back a mode from below") {
    CHECK(decision(old_cygwin, {with_mode("DOCBUILD_MODE", ModeChoice::parallel),
                                with_mode("--mode", ModeChoice::automatic)}) ==
          "serial 1: Cygwin 2.11.2 is before 3.0.0: forks corrupt");
}

TEST_CASE("one processor is one slot in parallel mode") {
    const ModeDecision made =
        decide(platform_of({"Linux", "6.1"}), merge_layers({built_in_config()}, 1), 1);
    CHECK(explain(made) == "mode: parallel\n"
                           "slots: 1\n"
                           "reason: Linux 6.1: no known problems with parallel builds; "
                           "1 processor may be used\n");
}

TEST_CASE("control characters of releases and reasons are shown, not printed") {
    CHECK(decision("CYGWIN_NT-10.0 \x1B[2J", {}) ==
          "serial 1: the release '\\x1B[2J' of Cygwin cannot be read and counts as before 3.0.0: "
          "forks corrupt");
    CHECK(decision("Li\x07nux \xFF", {}) ==
          "parallel 8: Li\\x07nux, whose release '\\xFF' cannot be read: no known problems "
          "with parallel builds; 8 processors may be used");
    CHECK(explain({Mode::serial, 1, "two\nlines"}) == "mode: serial\nslots: 1\n"
                                                      "reason: two\\x0Alines\n");
}
