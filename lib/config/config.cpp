#include "lib/config/config.hpp"

#include "lib/text/text_parts.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace docbuild {

namespace {

/// A duration as parse_duration reads it back, in the largest unit that divides it.
std::string exact(Duration duration) {
    using namespace std::chrono;
    if (duration % 1h == 0h && duration != 0h) {
        return fmt::format("{}h", duration / 1h);
    }
    if (duration % 1min == 0min && duration != 0min) {
        return fmt::format("{}min", duration / 1min);
    }
    return fmt::format("{}s", seconds(duration));
}

std::string text_of(const ModeRule& rule) {
    std::string text(name_of(rule.mode));
    std::string conditions;
    for (const Comparison& comparison : rule.condition) {
        conditions += conditions.empty() ? " if " : ",";
        conditions += comparison.operation + comparison.version.text();
    }
    return text + conditions;
}

std::string text_of(const std::vector<ModeRule>& rules) {
    std::vector<std::string> texts;
    texts.reserve(rules.size());
    for (const ModeRule& rule : rules) {
        texts.push_back(text_of(rule));
    }
    return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, "; "));
}

std::string text_of(const Jobs& jobs) {
    const unsigned* const number = std::get_if<unsigned>(&jobs);
    return number == nullptr ? "auto" : fmt::format("{}", *number);
}

std::string text_of(const EnvironmentChange& change) {
    using nlohmann::json;
    return (change ? json(*change) : json()).dump(-1, ' ', false, json::error_handler_t::replace);
}

template <typename T, typename U>
void override_with(Sourced<T>& below, const std::optional<U>& above, const std::string& origin) {
    if (above) {
        below = {T(*above), origin};
    }
}

} // namespace

std::string_view name_of(Mode mode) {
    switch (mode) {
    case Mode::serial:
        return "serial";
    case Mode::parallel:
        return "parallel";
    }
    return {};
}

std::string_view name_of(ModeChoice choice) {
    switch (choice) {
    case ModeChoice::automatic:
        return "auto";
    case ModeChoice::serial:
        return "serial";
    case ModeChoice::parallel:
        return "parallel";
    }
    return {};
}

std::optional<ModeChoice> parse_mode_choice(std::string_view text) {
    for (const ModeChoice choice :
         {ModeChoice::automatic, ModeChoice::serial, ModeChoice::parallel}) {
        if (text == name_of(choice)) {
            return choice;
        }
    }
    return std::nullopt;
}

std::optional<Jobs> parse_jobs(std::string_view text) {
    if (text == "auto") {
        return AutoJobs{};
    }
    const auto number = number_in<unsigned>(text);
    return number && *number > 0 ? std::optional<Jobs>(*number) : std::nullopt;
}

Config merge_layers(const std::vector<ConfigLayer>& layers, std::size_t explicit_from) {
    Config config;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const ConfigLayer& layer = layers[i];
        override_with(config.modes, layer.modes, layer.origin);
        override_with(config.mode, layer.mode, layer.origin);
        override_with(config.jobs, layer.jobs, layer.origin);
        override_with(config.timeout, layer.timeout, layer.origin);
        override_with(config.grace, layer.grace, layer.origin);
        override_with(config.retries, layer.retries, layer.origin);
        for (const auto& [name, change] : layer.environment) {
            config.environment[name] = {change, layer.origin};
        }
        if (layer.jobs) {
            config.jobs_are_explicit =
                i >= explicit_from && std::holds_alternative<unsigned>(*layer.jobs);
        }
    }
    if (config.timeout.value == Duration::zero()) {
        config.timeout.value.reset();
    }
    return config;
}

ConfigLayer built_in_config() {
    ConfigLayer layer;
    layer.origin = "built-in";
    layer.modes = {{{}, Mode::parallel, "no known problems with parallel builds"}};
    layer.mode = ModeChoice::automatic;
    layer.jobs = AutoJobs{};
    layer.timeout = Duration::zero();
    layer.grace = std::chrono::seconds(10);
    layer.retries = 0;
    return layer;
}

std::string show(const Config& config) {
    std::string lines;
    const auto add = [&](std::string_view key, std::string_view value, std::string_view origin) {
        lines += fmt::format("{} = {}    ({})\n", visible(key), visible(value), visible(origin));
    };
    const auto& timeout = config.timeout.value;
    add("mode", name_of(config.mode.value), config.mode.origin);
    add("modes", text_of(config.modes.value), config.modes.origin);
    add("jobs", text_of(config.jobs.value), config.jobs.origin);
    add("timeout", timeout ? exact(*timeout) : "none", config.timeout.origin);
    add("grace", exact(config.grace.value), config.grace.origin);
    add("retries", fmt::format("{}", config.retries.value), config.retries.origin);
    for (const auto& [name, change] : config.environment) {
        add("environment." + name, text_of(change.value), change.origin);
    }
    return lines;
}

} // namespace docbuild
