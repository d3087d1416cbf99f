#include "lib/report/plain.hpp"

#include "lib/text/terminal_text.hpp"
#include "lib/wording/notices.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

namespace {

constexpr Duration longest_silence = std::chrono::minutes(1);
constexpr std::size_t most_named = 8; // running jobs that are named in one line

std::string heartbeat(Duration time, const ProgressModel& progress) {
    const auto& running = progress.running();
    if (running.empty()) {
        return fmt::format("still working after {}: {} of {} jobs done\n", format_duration(time),
                           progress.done(), progress.total());
    }
    const std::size_t named = std::min(running.size(), most_named);
    std::string line = fmt::format("still running after {}:", format_duration(time));
    for (std::size_t i = 0; i < named; ++i) {
        line += fmt::format(
            "{} {} ({}{})", i == 0 ? "" : ",", sanitize_for_terminal(running[i].job.text()),
            format_duration(time - running[i].since), running[i].is_stopped ? ", stopped" : "");
    }
    return line + (named < running.size() ? fmt::format(", {} more\n", running.size() - named)
                                          : std::string("\n"));
}

} // namespace

void PlainReporter::print(Duration time, const std::string& text) {
    if (text.empty()) {
        return;
    }
    sink_(text);
    if (next_heartbeat_) {
        next_heartbeat_ = time + longest_silence;
    }
}

void PlainReporter::print_unless_quiet(Duration time, const Warning& notice) {
    if (lines_.verbosity() != Verbosity::quiet) {
        print(time, lines_.warning(notice));
    }
}

void PlainReporter::run_started(Duration time, const RunStarted& event) {
    progress_.run_started(event);
    if (lines_.verbosity() != Verbosity::quiet) {
        next_heartbeat_ = time + longest_silence;
    }
    print(time, lines_.run_started(event));
}

void PlainReporter::job_started(Duration time, const JobStarted& event) {
    progress_.job_started(time, event);
    print(time, lines_.started(progress_, event));
}

void PlainReporter::job_finished(Duration time, const JobFinished& event) {
    progress_.job_finished(event);
    const JobName* const first = same_failures_.first_like(event);
    print(time, first != nullptr ? lines_.failed_as(progress_, event, *first)
                                 : lines_.finished(progress_, event));
}

void PlainReporter::job_skipped(Duration time, const JobSkipped& event) {
    progress_.job_skipped(event);
    print(time, lines_.skipped(progress_, event));
}

void PlainReporter::warning(Duration time, const Warning& event) {
    print(time, lines_.warning(event));
}

void PlainReporter::builder_stopped(Duration time, const BuilderStopped& event) {
    progress_.builder_stopped(event.job, true);
    print(time, lines_.warning(in_words(event)));
}

void PlainReporter::builder_continued(Duration time, const BuilderContinued& event) {
    progress_.builder_stopped(event.job, false);
    print_unless_quiet(time, in_words(event));
}

void PlainReporter::run_paused(Duration time, const RunPaused& event) {
    print_unless_quiet(time, in_words(event));
}

void PlainReporter::run_resumed(Duration time, const RunResumed& event) {
    print_unless_quiet(time, in_words(event));
}

void PlainReporter::status_asked(Duration time, const StatusAsked& event) {
    print(time, status_lines(event, progress_, time, lines_.style()));
}

void PlainReporter::run_finished(Duration, const RunFinished&) {
    next_heartbeat_.reset();
}

void PlainReporter::tick(Duration time) {
    if (next_heartbeat_ && time >= *next_heartbeat_) {
        print(time, heartbeat(time, progress_));
    }
}

} // namespace docbuild
