#include "lib/config/config_environment.hpp"
#include "lib/config/config_loader.hpp"
#include "lib/config/mode_policy.hpp"
#include "tests/fuzz/properties.hpp"

namespace docbuild::fuzz {

namespace {

/// Layers over the built-in one, or all that is wrong with them.
struct Reading {
    std::vector<ConfigLayer> layers;
    std::string message;
};

template <typename Load> Reading read(const Load& load) {
    try {
        return {load(), {}};
    } catch (const InputError& error) {
        return {{}, error.what()};
    }
}

void check_decision(const Platform& platform, const std::vector<ConfigLayer>& layers) {
    std::vector<ConfigLayer> all{built_in_config()};
    all.insert(all.end(), layers.begin(), layers.end());
    const Config config = merge_layers(all, 1);
    require_fit_to_show(show(config), "--show-config");
    const ModeDecision decision = decide(platform, config, 4);
    require_fit_to_show(explain(decision), "--explain-mode");
    require(decision.slots >= 1, "there is no slot");
    require(decision.mode == Mode::parallel || decision.slots == 1, "serial mode has many slots");
    require(!decision.reason.empty(), "a mode has no reason");
}

template <typename Load> void check_reading(const Platform& platform, const Load& load) {
    const Reading reading = read(load);
    require(reading.message == read(load).message, "a second reading differs");
    require_fit_to_show(reading.message, "the message");
    if (reading.message.empty()) {
        check_decision(platform, reading.layers);
    }
}

} // namespace

void check_config(std::string_view text) {
    for (const char* uname : {"Linux 6.1.0-9-amd64", "CYGWIN_NT-10.0-19045 2.11.2(0.329/5/3)"}) {
        const Platform platform = platform_of(parse_uname(uname));
        check_reading(platform,
                      [&] { return std::vector{load_config(text, "config.json", platform)}; });
    }
    for (const char* variable : {"DOCBUILD_JOBS", "DOCBUILD_MODE", "DOCBUILD_TIMEOUT",
                                 "DOCBUILD_GRACE", "DOCBUILD_RETRIES"}) {
        check_reading(platform_of({"Linux", "6.1"}), [&] {
            return layers_of_environment({{variable, std::string(text)}});
        });
    }
}

} // namespace docbuild::fuzz
