#include "lib/wording/style.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace docbuild;

namespace {

bool automatic(bool is_terminal, const std::map<std::string, std::string>& set) {
    return wants_colour(ColourChoice::automatic, is_terminal, [&set](const std::string& name) {
        const auto found = set.find(name);
        return found == set.end() ? std::nullopt : std::optional(found->second);
    });
}

} // namespace

TEST_CASE("a terminal has colours, a file has none") {
    CHECK(automatic(true, {}));
    CHECK(automatic(true, {{"TERM", "xterm"}, {"NO_COLOR", ""}}));
    CHECK_FALSE(automatic(false, {}));
}

TEST_CASE("the environment disables or forces colours") {
    CHECK_FALSE(automatic(true, {{"NO_COLOR", "1"}}));
    CHECK_FALSE(automatic(true, {{"CLICOLOR", "0"}}));
    CHECK_FALSE(automatic(true, {{"TERM", "dumb"}}));
    CHECK(automatic(true, {{"CLICOLOR", "1"}}));
    CHECK(automatic(false, {{"CLICOLOR_FORCE", "1"}}));
    CHECK(automatic(false, {{"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}, {"CLICOLOR", "0"}}));
    CHECK_FALSE(automatic(false, {{"CLICOLOR_FORCE", "0"}}));
    CHECK_FALSE(automatic(false, {{"CLICOLOR_FORCE", ""}}));
    CHECK_FALSE(automatic(true, {{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}));
}

TEST_CASE("the command line overrides the environment") {
    const auto no_color = [](const std::string& name) {
        return name == "NO_COLOR" ? std::optional<std::string>("1") : std::nullopt;
    };
    const auto force = [](const std::string& name) {
        return name == "CLICOLOR_FORCE" ? std::optional<std::string>("1") : std::nullopt;
    };
    CHECK(wants_colour(ColourChoice::always, false, no_color));
    CHECK_FALSE(wants_colour(ColourChoice::never, true, force));
}

TEST_CASE("text is coloured by role, and unchanged without colours") {
    CHECK(Style(true).failure("failed") == "\x1b[31mfailed\x1b[0m");
    CHECK(Style(true).success("built") == "\x1b[32mbuilt\x1b[0m");
    CHECK(Style(true).dim("") == "");
    CHECK(Style().bold("a:html") == "a:html");
}
