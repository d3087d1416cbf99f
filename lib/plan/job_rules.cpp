#include "lib/plan/job_rules.hpp"

namespace docbuild {

namespace {

constexpr Bytes usual_log_limit{1ULL << 30U};

template <typename T>
std::optional<T> first_of(const std::optional<T>& one, const std::optional<T>& two,
                          const std::optional<T>& three) {
    if (one) {
        return one;
    }
    return two ? two : three;
}

} // namespace

JobRules rules_of(const StageKeys& keys, const RunningRules& command_line,
                  const RunningRules& configuration) {
    JobRules rules;
    rules.timeout = first_of(command_line.timeout, keys.timeout, configuration.timeout);
    if (rules.timeout == Duration{}) {
        rules.timeout.reset();
    }
    rules.grace =
        first_of(command_line.grace, keys.grace, configuration.grace).value_or(Duration{});
    rules.retries = first_of(command_line.retries, keys.retries, configuration.retries).value_or(0);
    rules.oom_retries = keys.oom_retries.value_or(rules.oom_retries);
    rules.slots = keys.slots.value_or(rules.slots);
    rules.log_limit = keys.log_limit.value_or(usual_log_limit);
    return rules;
}

} // namespace docbuild
