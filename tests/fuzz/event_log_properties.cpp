#include "lib/report/event_log.hpp"
#include "lib/report/plain.hpp"
#include "lib/report/summary.hpp"
#include "lib/report/tty.hpp"
#include "tests/fuzz/properties.hpp"

#include <functional>

namespace docbuild::fuzz {

namespace {

std::string written(const std::vector<RunEvent>& events) {
    std::string text;
    EventLogReporter log([&text](std::string_view line) { text += line; }, "0");
    for (const RunEvent& event : events) {
        dispatch(log, event);
    }
    return text;
}

/// A run in which every text is `text`, at times that no clock needs to have said.
std::vector<RunEvent> run_of(const std::string& text) {
    const JobName job{text, text};
    const Duration time(static_cast<std::int64_t>(std::hash<std::string>()(text) >> 1U));
    JobStarted started;
    started.job = job;
    started.log = text;
    JobFinished finished;
    finished.job = job;
    finished.outcome = Outcome::failed;
    finished.ending = FailedToStart{2, text};
    finished.findings.bad_depfile = text;
    finished.usage.wall = time;
    finished.log = finished.again = finished.finding = finished.traceback = text;
    finished.log_tail = finished.command = finished.also_running = finished.notes = {text, text};
    finished.will_retry = true;
    finished.leaked = {{1, text}};
    finished.missing = {{job, Outcome::failed, Remains::nothing}};
    return {{Duration{}, RunStarted{text, text, text, text, text, 1, 1, time, 1}},
            {time, started},
            {time, Warning{text, text}},
            {time / 2, finished},
            {Duration{}, JobSkipped{job, Outcome::skipped, text, text, time}}};
}

/// A run's record may begin or end anywhere, and its clock may say anything.
void check_reporter(Reporter& reporter, const std::vector<RunEvent>& events) {
    for (const RunEvent& event : events) {
        dispatch(reporter, event);
        reporter.tick(event.time);
    }
}

void check_reports(const std::vector<RunEvent>& events) {
    std::string text;
    const Sink sink = [&text](std::string_view piece) { text += piece; };
    PlainReporter plain(sink, Verbosity::verbose, Style(false));
    SummaryReporter summary(sink, Verbosity::verbose, Style(false));
    check_reporter(plain, events);
    check_reporter(summary, events);
    require_fit_to_show(text, "a report");
    TtyReporter tty(
        sink, [] { return 40U; }, Verbosity::normal, Style(true),
        [](const JobName& job) { return job.document; });
    check_reporter(tty, events);
}

} // namespace

void check_event_log(std::string_view text) {
    unfinished_in(text);
    std::vector<RunEvent> events = run_of(std::string(text));
    const auto unfinished = unfinished_in(written(events));
    require(unfinished && unfinished->size() == 1, "a job that was started is not in the log");
    events.push_back({Duration{}, RunFinished{{{Outcome::failed, 1}}, 1, Duration{}}});
    require(!unfinished_in(written(events)), "that the run has ended is not in the log");
    check_reports(events);
}

} // namespace docbuild::fuzz
