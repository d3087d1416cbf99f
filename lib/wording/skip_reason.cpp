#include "lib/wording/skip_reason.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace docbuild {

std::string skip_reason(Outcome outcome, const SkipCause& cause) {
    switch (outcome) {
    case Outcome::up_to_date:
        return cause.missing.empty() ? "up to date"
                                     : "up to date, as built without the latest " +
                                           name_some(cause.missing, cause.more_missing);
    case Outcome::skipped:
        return fmt::format("it comes after {} ({})", cause.culprit, name_of(cause.culprit_outcome));
    case Outcome::cancelled:
        return cause.culprit.empty() ? "stopped by " + signal_name(cause.signal)
                                     : fmt::format("nothing more is started after {} ({})",
                                                   cause.culprit, name_of(cause.culprit_outcome));
    case Outcome::built:
    case Outcome::failed:
    case Outcome::crashed:
    case Outcome::timed_out:
    case Outcome::out_of_memory:
    case Outcome::missing_output:
    case Outcome::not_started:
        break;
    }
    assert(false && "only a builder can end so");
    return {};
}

std::string name_some(const std::vector<std::string>& names, std::size_t more) {
    constexpr std::size_t most_named = 3;
    std::string text;
    const std::size_t named = std::min(names.size(), most_named);
    for (std::size_t i = 0; i < named; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    more += names.size() - named;
    return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

} // namespace docbuild
