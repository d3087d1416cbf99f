#include "lib/config/config.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

ConfigLayer layer(const char* origin) {
    ConfigLayer made;
    made.origin = origin;
    return made;
}

ConfigLayer layer_with_jobs(const char* origin, Jobs jobs) {
    ConfigLayer made = layer(origin);
    made.jobs = jobs;
    return made;
}

} // namespace

TEST_CASE("jobs are auto or a number of at least 1") {
    CHECK(std::holds_alternative<AutoJobs>(parse_jobs("auto").value()));
    CHECK(std::get<unsigned>(parse_jobs("16").value()) == 16);
    for (const char* text : {"", "0", "-1", "+1", "1.5", " 1", "1 ", "four", "4294967296"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_jobs(text).has_value());
    }
}

TEST_CASE("a mode is chosen by its name") {
    CHECK(parse_mode_choice("auto") == ModeChoice::automatic);
    CHECK(parse_mode_choice("serial") == ModeChoice::serial);
    CHECK(parse_mode_choice("parallel") == ModeChoice::parallel);
    CHECK_FALSE(parse_mode_choice("Serial").has_value());
    CHECK_FALSE(parse_mode_choice("").has_value());
}

TEST_CASE("the built-in layer alone gives every value but the environment") {
    CHECK(show(merge_layers({built_in_config()}, 1)) == "mode = auto    (built-in)\n"
                                                        "modes = parallel    (built-in)\n"
                                                        "jobs = auto    (built-in)\n"
                                                        "timeout = none    (built-in)\n"
                                                        "grace = 10s    (built-in)\n"
                                                        "retries = 0    (built-in)\n");
}

TEST_CASE("later layers win key by key, and each value knows where it came from") {
    ConfigLayer platform = layer("cygwin.json");
    platform.modes = {{parse_version_condition(">=2.8, <3.0.0").value(), Mode::serial, "old"},
                      {{}, Mode::parallel, "new"}};
    platform.timeout = 2h;
    platform.grace = 90s;
    platform.environment = {{"LANG", "C"}, {"TZ", "UTC"}, {"DISPLAY", ":0"}};
    ConfigLayer worker = layer("worker.json");
    worker.jobs = 3U;
    worker.timeout = 5min;
    worker.retries = 2;
    worker.environment = {{"LANG", "a \"b\"\n\xFF"}, {"DISPLAY", std::nullopt}};
    ConfigLayer option = layer("--timeout");
    option.timeout = 1500ms;
    ConfigLayer mode = layer("DOCBUILD_MODE");
    mode.mode = ModeChoice::parallel;
    CHECK(show(merge_layers({built_in_config(), platform, worker, mode, option}, 2)) ==
          "mode = parallel    (DOCBUILD_MODE)\n"
          "modes = serial if >=2.8,<3.0.0; parallel    (cygwin.json)\n"
          "jobs = 3    (worker.json)\n"
          "timeout = 1.5s    (--timeout)\n"
          "grace = 90s    (cygwin.json)\n"
          "retries = 2    (worker.json)\n"
          "environment.DISPLAY = null    (worker.json)\n"
          "environment.LANG = \"a \\\"b\\\"\\n\xEF\xBF\xBD\"    (worker.json)\n"
          "environment.TZ = \"UTC\"    (cygwin.json)\n");
}

TEST_CASE("a timeout of 0 takes away the one below it") {
    ConfigLayer platform = layer("linux.json");
    platform.timeout = 2h;
    ConfigLayer option = layer("--timeout");
    option.timeout = 0s;
    const Config config = merge_layers({built_in_config(), platform, option}, 2);
    CHECK_FALSE(config.timeout.value.has_value());
    CHECK(config.timeout.origin == "--timeout");
}

TEST_CASE("jobs are explicit only where a person gave a number and nobody took it back") {
    const ConfigLayer built_in = built_in_config();
    const ConfigLayer four_by_platform = layer_with_jobs("linux.json", 4U);
    const ConfigLayer four_by_option = layer_with_jobs("--jobs", 4U);
    const ConfigLayer auto_by_option = layer_with_jobs("--jobs", AutoJobs{});
    CHECK_FALSE(merge_layers({built_in}, 1).jobs_are_explicit);
    CHECK_FALSE(merge_layers({built_in, four_by_platform}, 2).jobs_are_explicit);
    CHECK(merge_layers({built_in, four_by_option}, 1).jobs_are_explicit);
    CHECK(merge_layers({built_in, four_by_option, layer("--grace")}, 1).jobs_are_explicit);
    CHECK_FALSE(merge_layers({built_in, four_by_option, auto_by_option}, 1).jobs_are_explicit);
}

TEST_CASE("control characters of names and values are shown, not printed") {
    ConfigLayer worker = layer("wor\nker.json");
    worker.environment["A\x1B"] = "\x7F";
    CHECK(show(merge_layers({worker}, 0))
              .ends_with("environment.A\\x1B = \"\\x7F\"    (wor\\x0Aker.json)\n"));
}
