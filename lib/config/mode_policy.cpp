#include "lib/config/mode_policy.hpp"

#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::string_view why_it_is_safe = "because docbuild itself never forks from a thread";

/// What the platform's rules say, before anything that a person asked for.
struct RuleDecision {
    Mode mode = Mode::parallel;
    std::string reason;
};

/// Reads after a name and before a reason: `Cygwin 2.11.2 is before 3.0.0`.
std::string premise(const Platform& platform, const VersionCondition& condition) {
    const std::string name = platform.name == "cygwin" ? "Cygwin" : visible(platform.uname.system);
    const std::string words = in_words(condition);
    if (platform.version) {
        const std::string version = platform.version->text();
        return words.empty() ? fmt::format("{} {}", name, version)
                             : fmt::format("{} {} is {}", name, version, words);
    }
    const std::string release = in_quotes(platform.uname.release);
    if (platform.name == "cygwin") {
        return fmt::format("the release {} of {} cannot be read and counts as {}", release, name,
                           words.empty() ? "old" : words);
    }
    return fmt::format("{}, whose release {} cannot be read", name, release);
}

bool applies(const ModeRule& rule, const Platform& platform) {
    if (rule.condition.empty()) {
        return true;
    }
    if (!platform.version && platform.name != "cygwin") {
        return false;
    }
    return holds(rule.condition, platform.version.value_or(Version{}));
}

RuleDecision decide_by_rules(const Platform& platform,
                             const Sourced<std::vector<ModeRule>>& rules) {
    for (const ModeRule& rule : rules.value) {
        if (applies(rule, platform)) {
            const std::string reason =
                rule.reason.empty() ? fmt::format("so says {}", rules.origin) : rule.reason;
            return {rule.mode, fmt::format("{}: {}", premise(platform, rule.condition), reason)};
        }
    }
    return {Mode::parallel,
            fmt::format("{}: no rule of {} applies", premise(platform, {}), rules.origin)};
}

/// Why there are as many slots as there are; empty for the one of serial mode.
std::string reason_for_slots(const Config& config, unsigned slots) {
    if (std::holds_alternative<unsigned>(config.jobs.value)) {
        return fmt::format("; jobs = {} by {}", slots, config.jobs.origin);
    }
    return slots == 1 ? "; 1 processor may be used"
                      : fmt::format("; {} processors may be used", slots);
}

unsigned slots_of(const Jobs& jobs, unsigned processors) {
    const unsigned* const number = std::get_if<unsigned>(&jobs);
    return number != nullptr ? *number : std::max(processors, 1U);
}

ModeDecision serial_by_choice(const Config& config) {
    std::string reason = fmt::format("serial mode by {}", config.mode.origin);
    if (config.jobs_are_explicit) {
        reason += fmt::format(", which beats jobs = {} by {}", slots_of(config.jobs.value, 1),
                              config.jobs.origin);
    }
    return {Mode::serial, 1, reason};
}

} // namespace

ModeDecision decide(const Platform& platform, const Config& config, unsigned processors) {
    if (config.mode.value == ModeChoice::serial) {
        return serial_by_choice(config);
    }
    const unsigned slots = slots_of(config.jobs.value, processors);
    const RuleDecision rule = decide_by_rules(platform, config.modes);
    if (config.mode.value == ModeChoice::parallel) {
        const std::string against = rule.mode == Mode::parallel
                                        ? ""
                                        : fmt::format(" wins over the platform's rule, {} ({})",
                                                      why_it_is_safe, rule.reason);
        return {Mode::parallel, slots,
                fmt::format("parallel mode by {}{}{}", config.mode.origin, against,
                            reason_for_slots(config, slots))};
    }
    if (rule.mode == Mode::parallel) {
        return {Mode::parallel, slots, rule.reason + reason_for_slots(config, slots)};
    }
    if (config.jobs_are_explicit && slots > 1) {
        return {Mode::parallel, slots,
                fmt::format("jobs = {} by {} wins over the platform's rule, {} ({})", slots,
                            config.jobs.origin, why_it_is_safe, rule.reason)};
    }
    return {Mode::serial, 1, rule.reason};
}

std::string explain(const ModeDecision& decision) {
    return fmt::format("mode: {}\nslots: {}\nreason: {}\n", name_of(decision.mode), decision.slots,
                       visible(decision.reason));
}

} // namespace docbuild
