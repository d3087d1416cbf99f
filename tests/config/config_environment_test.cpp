#include "lib/config/config_environment.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("each variable that is set gives a layer of its name") {
    const auto layers = layers_of_environment({{"DOCBUILD_JOBS", "4"},
                                               {"DOCBUILD_MODE", "serial"},
                                               {"DOCBUILD_TIMEOUT", "5min"},
                                               {"DOCBUILD_GRACE", "1.5"},
                                               {"DOCBUILD_RETRIES", "0"},
                                               {"DOCBUILD_OTHER", "ignored"},
                                               {"PATH", "/bin"}});
    REQUIRE(layers.size() == 5);
    CHECK(layers[0].origin == "DOCBUILD_JOBS");
    CHECK(std::get<unsigned>(layers[0].jobs.value()) == 4);
    CHECK(layers[1].origin == "DOCBUILD_MODE");
    CHECK(layers[1].mode == ModeChoice::serial);
    CHECK(layers[2].origin == "DOCBUILD_TIMEOUT");
    CHECK(layers[2].timeout == 5min);
    CHECK(layers[3].origin == "DOCBUILD_GRACE");
    CHECK(layers[3].grace == 1500ms);
    CHECK(layers[4].origin == "DOCBUILD_RETRIES");
    CHECK(layers[4].retries == 0);
}

TEST_CASE("a variable that is not set, or empty, gives no layer") {
    CHECK(layers_of_environment({}).empty());
    CHECK(layers_of_environment({{"DOCBUILD_JOBS", ""}}).empty());
}

TEST_CASE("every bad variable is named with its value and what it takes, in one go") {
    CHECK_THROWS_WITH_AS(
        layers_of_environment({{"DOCBUILD_JOBS", "0"},
                               {"DOCBUILD_MODE", "both"},
                               {"DOCBUILD_TIMEOUT", "soon"},
                               {"DOCBUILD_GRACE", "-1s"},
                               {"DOCBUILD_RETRIES", "-1"}}),
        "DOCBUILD_JOBS: '0' is not 'auto' or a number of at least 1\n"
        "DOCBUILD_MODE: 'both' is not 'auto', 'serial' or 'parallel'\n"
        "DOCBUILD_TIMEOUT: 'soon' is not a duration such as '90s', '5min' or '2h'\n"
        "DOCBUILD_GRACE: '-1s' is not a duration such as '90s', '5min' or '2h'\n"
        "DOCBUILD_RETRIES: '-1' is not a number of at least 0",
        InputError);
}

TEST_CASE("control characters of a bad variable are shown, not printed") {
    CHECK_THROWS_WITH_AS(layers_of_environment({{"DOCBUILD_JOBS", "4\n"}}),
                         "DOCBUILD_JOBS: '4\\x0A' is not 'auto' or a number of at least 1",
                         InputError);
}
