#include "lib/wording/verdict.hpp"

#include "lib/text/terminal_text.hpp"
#include "lib/wording/cause.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace docbuild {

namespace {

std::string outcome_text(Outcome outcome, const Style& style) {
    if (is_failure(outcome)) {
        return style.failure(name_of(outcome));
    }
    return is_success(outcome) ? style.success(name_of(outcome)) : style.warning(name_of(outcome));
}

/// What is known of an attempt: ` (attempt 2, 3.2s, 145.0 MiB, 2 warnings)`.
std::string cost(const JobFinished& event) {
    std::vector<std::string> facts;
    if (event.attempt > 1) {
        facts.push_back(fmt::format("attempt {}", event.attempt));
    }
    if (event.outcome != Outcome::not_started) {
        facts.push_back(format_duration(event.usage.wall));
    }
    if (event.usage.max_rss.count > 0) {
        facts.push_back(format_bytes(event.usage.max_rss));
    }
    if (const std::string findings = event.counts ? in_words(*event.counts) : "";
        !findings.empty()) {
        facts.push_back(findings);
    }
    return facts.empty() ? "" : fmt::format(" ({})", fmt::join(facts, ", "));
}

/// The builder's own words come first, except if memory ran out: they are then a consequence.
std::vector<std::string> reasons_of(const JobFinished& event) {
    std::vector<std::string> lines = cause_of(event);
    if (!event.finding.empty()) {
        lines.insert(event.outcome == Outcome::out_of_memory ? lines.end() : lines.begin(),
                     event.finding);
    }
    return lines;
}

std::string_view in_words(Remains used) {
    switch (used) {
    case Remains::nothing:
        return "without";
    case Remains::last_good:
        return "with the last good";
    case Remains::unfinished:
        return "with what is there of";
    }
    return "";
}

/// The predecessors by `STAGE:*` that the job was built without.
std::string missing(const JobFinished& event) {
    constexpr std::size_t most = 3;
    const std::size_t shown = std::min(event.missing.size(), most);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const MissingJob& missing = event.missing[i];
        const bool is_said = i > 0 && event.missing[i - 1].used == missing.used;
        text += fmt::format(", {}{}{} ({})", is_said ? "" : in_words(missing.used),
                            is_said ? "" : " ", missing.job.text(), name_of(missing.outcome));
    }
    const std::size_t more = event.missing.size() - shown + event.missing_more;
    return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

} // namespace

std::string in_words(const FindingCounts& counts) {
    const auto some = [](std::uint64_t count, const char* what) {
        return count == 0 ? "" : fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    };
    const std::string errors = some(counts.errors, "error");
    const std::string warnings = some(counts.warnings, "warning");
    return errors + (errors.empty() || warnings.empty() ? "" : ", ") + warnings;
}

std::string headline(const JobFinished& event, const Style& style) {
    return fmt::format("{} {}{}{}", outcome_text(event.outcome, style),
                       style.bold(sanitize_for_terminal(event.job.text())), style.dim(cost(event)),
                       sanitize_for_terminal(missing(event)));
}

std::string verdict_body(const JobFinished& event, const Style& style) {
    std::string text;
    for (const std::string& line : reasons_of(event)) {
        text += fmt::format("  {}\n", sanitize_for_terminal(line));
    }
    for (const std::string& note : event.notes) {
        text += fmt::format("  {}\n", sanitize_for_terminal(note));
    }
    text += event.log_tail.empty() ? "" : "  last lines of its log:\n";
    for (const std::string& line : event.log_tail) {
        text += fmt::format("  {} {}\n", style.dim("|"), sanitize_log_line(line));
    }
    if (!event.log.empty()) {
        text += fmt::format("  log: {}\n", sanitize_for_terminal(event.log));
    }
    if (!event.traceback.empty()) {
        text += fmt::format("  traceback: {}\n", sanitize_for_terminal(event.traceback));
    }
    if (!event.again.empty()) {
        text += fmt::format("  again: {}\n", sanitize_for_terminal(event.again));
    }
    return text;
}

} // namespace docbuild
