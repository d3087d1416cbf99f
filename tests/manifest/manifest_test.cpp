#include "lib/manifest/manifest.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("keys above win one by one, what they leave out stays") {
    StageKeys below;
    below.command = {"make"};
    below.timeout = 5s;
    below.outputs = {"a", "b"};
    StageKeys above;
    above.timeout = 9s;
    above.outputs.emplace();
    const StageKeys merged = merge(below, above);
    CHECK(merged.command == std::vector<std::string>{"make"});
    CHECK(merged.timeout == 9s);
    CHECK(merged.outputs->empty());
    CHECK_FALSE(merged.slots.has_value());
}

TEST_CASE("every key is merged") {
    StageKeys above;
    above.command = above.after = above.outputs = above.inputs = above.ignore = {"x"};
    above.depfile.emplace("dep");
    above.cwd.emplace("dir");
    above.timeout = above.grace = 1s;
    above.retries = above.oom_retries = above.slots = 2;
    above.log_limit = Bytes{3};
    above.is_default = false;
    above.preload = PreloadOff{};
    above.speedups = false;
    const StageKeys merged = merge({}, above);
    CHECK(merged.command == above.command);
    CHECK(merged.after == above.after);
    CHECK(merged.outputs == above.outputs);
    CHECK(merged.inputs == above.inputs);
    CHECK(merged.ignore == above.ignore);
    CHECK(merged.depfile == above.depfile);
    CHECK(merged.cwd == above.cwd);
    CHECK(merged.timeout == above.timeout);
    CHECK(merged.grace == above.grace);
    CHECK(merged.retries == above.retries);
    CHECK(merged.oom_retries == above.oom_retries);
    CHECK(merged.slots == above.slots);
    CHECK(merged.log_limit == above.log_limit);
    CHECK(merged.is_default == above.is_default);
    CHECK(merged.preload.has_value());
    CHECK(merged.speedups == above.speedups);
}

TEST_CASE("environments are merged variable by variable, an unset one stays unset") {
    StageKeys below;
    below.environment = {{"A", "1"}, {"B", "2"}, {"C", std::nullopt}};
    StageKeys above;
    above.environment = {{"B", std::nullopt}, {"D", "4"}};
    CHECK(merge(below, above).environment ==
          EnvironmentChanges{{"A", "1"}, {"B", std::nullopt}, {"C", std::nullopt}, {"D", "4"}});
}
