#include "lib/config/mode_policy.hpp"
#include "lib/config/version_condition.hpp"
#include "tests/fuzz/properties.hpp"

namespace docbuild::fuzz {

namespace {

/// The rules that config/cygwin.json ships.
Config cygwin_config() {
    ConfigLayer layer;
    layer.modes = {{parse_version_condition("<3.0.0").value(), Mode::serial, "old"},
                   {{}, Mode::parallel, "new"}};
    return merge_layers({built_in_config(), layer}, 2);
}

void check_version(const Version& version) {
    require(parse_version(version.text()) == version, "a version is not what its text says");
    require(holds(parse_version_condition("==" + version.text()).value(), version),
            "a version is not itself");
    require(!holds(parse_version_condition("<" + version.text()).value(), version),
            "a version is before itself");
}

void check_condition(std::string_view text) {
    const auto condition = parse_version_condition(text);
    if (condition) {
        require_fit_to_show(in_words(*condition), "a condition");
        const Version version{{3, 0, 1}};
        bool all_hold = true;
        for (const Comparison& comparison : *condition) {
            all_hold = all_hold && holds({comparison}, version);
        }
        require(holds(*condition, version) == all_hold, "a condition is not its comparisons");
    }
}

void check_uname(std::string_view text) {
    try {
        require(!platform_of(parse_uname(text)).name.empty(), "a platform has no name");
    } catch (const InputError& error) {
        require_fit_to_show(error.what(), "the message");
    }
}

} // namespace

void check_cygwin_release(std::string_view text) {
    const Platform platform = platform_of({"CYGWIN_NT-10.0-19045", std::string(text)});
    require(platform.name == "cygwin", "Cygwin is not cygwin");
    if (platform.version) {
        check_version(*platform.version);
    }
    const bool is_old = !platform.version || *platform.version < Version{{3}};
    const ModeDecision decision = decide(platform, cygwin_config(), 4);
    require(decision.mode == (is_old ? Mode::serial : Mode::parallel), "the mode is wrong");
    require(decision.slots == (is_old ? 1 : 4), "the slots are wrong");
    require_fit_to_show(explain(decision), "--explain-mode");
    check_condition(text);
    check_uname(text);
}

} // namespace docbuild::fuzz
