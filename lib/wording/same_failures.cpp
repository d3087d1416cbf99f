#include "lib/wording/same_failures.hpp"

#include "lib/wording/cause.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace docbuild {

std::string reason_of_failure(const JobFinished& event) {
    const bool has_failed = event.outcome == Outcome::failed && !event.will_retry;
    const bool has_not_started = event.outcome == Outcome::not_started && !event.will_retry;
    const bool has_words = !event.finding.empty() || !event.log_tail.empty();
    if (!has_not_started && !(has_failed && has_words)) {
        return {};
    }
    const std::string cause =
        fmt::format("{}\n{}", name_of(event.outcome), fmt::join(cause_of(event), "\n"));
    return event.finding.empty() ? fmt::format("{}\n{}", cause, fmt::join(event.log_tail, "\n"))
                                 : fmt::format("{}\n{}", cause, event.finding);
}

const JobName* SameFailures::first_like(const JobFinished& event) {
    const std::string reason = reason_of_failure(event);
    if (reason.empty()) {
        return nullptr;
    }
    const auto [found, is_first] = first_.emplace(reason, event.job);
    return is_first ? nullptr : &found->second;
}

} // namespace docbuild
