#include "lib/wording/job_lines.hpp"

#include "lib/text/shell_quote.hpp"
#include "lib/text/terminal_text.hpp"
#include "lib/wording/cause.hpp"
#include "lib/wording/verdict.hpp"

#include <fmt/format.h>

namespace docbuild {

std::string counter(const ProgressModel& progress) {
    const std::string total = std::to_string(progress.total());
    return fmt::format("[{:>{}}/{}]", progress.done(), total.size(), total);
}

namespace {

std::string_view again_text(const JobFinished& event) {
    if (!event.will_retry) {
        return "";
    }
    return event.outcome == Outcome::out_of_memory ? "; trying again, alone" : "; trying again";
}

} // namespace

std::string JobLines::run_started(const RunStarted& event) const {
    if (verbosity_ != Verbosity::verbose) {
        return {};
    }
    return fmt::format("{} jobs in {} mode, {} at once: {}\n", event.jobs,
                       sanitize_for_terminal(event.mode), event.slots,
                       sanitize_for_terminal(event.reason));
}

std::string JobLines::started(const ProgressModel& progress, const JobStarted& event) const {
    if (verbosity_ != Verbosity::verbose) {
        return {};
    }
    const std::string attempt =
        event.attempt > 1 ? fmt::format("attempt {}, ", event.attempt) : std::string();
    return fmt::format("{} started {}{}\n", counter(progress),
                       style_.bold(sanitize_for_terminal(event.job.text())),
                       style_.dim(fmt::format(" ({}pid {})", attempt, event.pid)));
}

std::string JobLines::finished(const ProgressModel& progress, const JobFinished& event) const {
    const std::string count = verbosity_ == Verbosity::quiet ? "" : counter(progress) + " ";
    if (is_failure(event.outcome) && !event.will_retry) {
        return fmt::format("{}{}\n{}{}", count, headline(event, style_), command_line(event),
                           verdict_body(event, style_));
    }
    if (verbosity_ == Verbosity::quiet) {
        return {};
    }
    const auto cause = cause_of(event);
    const std::string why = event.will_retry && !cause.empty()
                                ? ": " + sanitize_for_terminal(cause.front())
                                : std::string();
    return fmt::format("{}{}{}{}\n{}", count, headline(event, style_), why, again_text(event),
                       command_line(event));
}

std::string JobLines::failed_as(const ProgressModel& progress, const JobFinished& event,
                                const JobName& first) const {
    if (verbosity_ == Verbosity::quiet) {
        return {};
    }
    return fmt::format("{} {}, for the same reason as {}\n{}", counter(progress),
                       headline(event, style_), sanitize_for_terminal(first.text()),
                       command_line(event));
}

std::string JobLines::command_line(const JobFinished& event) const {
    if (verbosity_ != Verbosity::verbose || event.command.empty()) {
        return {};
    }
    return fmt::format("  command: {}\n", sanitize_for_terminal(shell_quoted(event.command)));
}

std::string JobLines::skipped(const ProgressModel& progress, const JobSkipped& event) const {
    const bool is_for_failure = event.outcome == Outcome::skipped;
    const Verbosity needed = is_for_failure ? Verbosity::normal : Verbosity::verbose;
    if (verbosity_ < needed) {
        return {};
    }
    const bool names_culprit = event.reason.find(event.because_of) != std::string::npos;
    const std::string culprit = names_culprit
                                    ? std::string()
                                    : fmt::format(" ({})", sanitize_for_terminal(event.because_of));
    return fmt::format("{} {} {}{}{}{}\n", counter(progress),
                       is_for_failure ? style_.warning(name_of(event.outcome))
                                      : style_.dim(name_of(event.outcome)),
                       sanitize_for_terminal(event.job.text()), event.reason.empty() ? "" : ": ",
                       sanitize_for_terminal(event.reason), culprit);
}

std::string JobLines::warning(const Warning& event) const {
    return fmt::format("{} {}{}{}\n", style_.warning("warning:"), sanitize_for_terminal(event.job),
                       event.job.empty() ? "" : ": ", sanitize_for_terminal(event.message));
}

} // namespace docbuild
