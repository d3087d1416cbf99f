#include "lib/report/summary.hpp"

#include "lib/text/terminal_text.hpp"
#include "lib/wording/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

namespace docbuild {

namespace {

constexpr std::size_t most_listed = 5;
constexpr int signal_base = 128; // exit statuses above it are a signal's (design, section 5)

std::string count_text(Outcome outcome, std::size_t count, const Style& style) {
    const std::string text = fmt::format("{} {}", count, name_of(outcome));
    if (is_failure(outcome)) {
        return style.failure(text);
    }
    return outcome == Outcome::built ? style.success(text) : text;
}

/// One line, complete enough to act on it without looking further up.
std::string failure_line(const JobFinished& event, const Style& style) {
    std::string line = fmt::format("  {} {}", style.failure(name_of(event.outcome)),
                                   style.bold(sanitize_for_terminal(event.job.text())));
    line += event.log.empty() ? "" : fmt::format(", log: {}", sanitize_for_terminal(event.log));
    line +=
        event.again.empty() ? "" : fmt::format(", again: {}", sanitize_for_terminal(event.again));
    return line + "\n";
}

/// Those that failed for the reason of the job above it.
std::string others_line(const std::vector<std::string>& jobs) {
    if (jobs.empty()) {
        return {};
    }
    const auto listed = static_cast<std::ptrdiff_t>(std::min(jobs.size(), most_listed));
    return fmt::format("    and {} more: {}{}\n", jobs.size(),
                       sanitize_for_terminal(
                           fmt::format("{}", fmt::join(jobs.begin(), jobs.begin() + listed, ", "))),
                       jobs.size() > most_listed ? " ..." : "");
}

/// Figures in a right-aligned column.
std::string table(std::string_view title, const LargestJobs& largest,
                  const std::function<std::string(std::uint64_t)>& format) {
    std::size_t width = 0;
    for (const auto& [figure, job] : largest.jobs()) {
        width = std::max(width, format(figure).size());
    }
    std::string text = fmt::format("{}:\n", title);
    for (const auto& [figure, job] : largest.jobs()) {
        text +=
            fmt::format("  {:>{}}  {}\n", format(figure), width, sanitize_for_terminal(job.text()));
    }
    return text;
}

} // namespace

void LargestJobs::add(std::uint64_t figure, const JobName& job) {
    const auto place = std::find_if(jobs_.begin(), jobs_.end(),
                                    [figure](const auto& listed) { return listed.first < figure; });
    jobs_.insert(place, {figure, job});
    jobs_.resize(std::min(jobs_.size(), most_listed));
}

void SummaryReporter::run_started(Duration, const RunStarted& event) {
    total_ = event.jobs;
}

void SummaryReporter::job_finished(Duration, const JobFinished& event) {
    if (event.will_retry) {
        return;
    }
    findings_.warnings += event.counts ? event.counts->warnings : 0;
    findings_.errors += event.counts ? event.counts->errors : 0;
    if (event.outcome != Outcome::not_started) {
        ++builds_;
        slowest_.add(static_cast<std::uint64_t>(std::max(event.usage.wall, Duration{}).count()),
                     event.job);
        largest_in_memory_.add(event.usage.max_rss.count, event.job);
    }
    if (is_failure(event.outcome)) {
        add_failure(event);
    }
}

void SummaryReporter::add_failure(const JobFinished& event) {
    if (const JobName* const first = same_failures_.first_like(event)) {
        failures_[failure_of_.at(first->text())].others.push_back(event.job.text());
        return;
    }
    failure_of_[event.job.text()] = failures_.size();
    failures_.push_back({failure_line(event, style_), {}});
}

std::string SummaryReporter::failures() const {
    std::string text;
    for (const Failure& failure : failures_) {
        text += failure.line + others_line(failure.others);
    }
    return text.empty() ? text : "failed:\n" + text;
}

std::string SummaryReporter::counts_line(const RunFinished& event) const {
    std::string counts;
    for (const auto& [outcome, count] : event.counts) {
        counts += counts.empty() ? "" : ", ";
        counts += count_text(outcome, count, style_);
    }
    const std::string findings = in_words(findings_);
    counts += findings.empty() ? "" : "; " + findings;
    return fmt::format("{} in {}\n", counts.empty() ? "nothing to do" : counts,
                       format_duration(event.wall));
}

std::string SummaryReporter::stop_line(const RunFinished& event) const {
    if (event.exit <= signal_base) {
        return {};
    }
    std::size_t ended = 0;
    for (const auto& [outcome, count] : event.counts) {
        ended += is_success(outcome) || is_failure(outcome) ? count : 0;
    }
    const std::size_t not_built = total_ - std::min(ended, total_);
    return fmt::format("{}; {} {} not built\n",
                       style_.failure("stopped by " + signal_name(event.exit - signal_base)),
                       not_built, not_built == 1 ? "job" : "jobs");
}

std::string SummaryReporter::largest() const {
    if (verbosity_ == Verbosity::quiet || builds_ < 2) {
        return {};
    }
    return table("slowest", slowest_,
                 [](std::uint64_t figure) {
                     return format_duration(Duration(static_cast<std::int64_t>(figure)));
                 }) +
           table("most memory", largest_in_memory_,
                 [](std::uint64_t figure) { return format_bytes(Bytes{figure}); });
}

void SummaryReporter::run_finished(Duration, const RunFinished& event) {
    if (verbosity_ == Verbosity::quiet && event.exit == 0) {
        return;
    }
    sink_(counts_line(event) + stop_line(event) + largest() + failures());
}

} // namespace docbuild
