#include "lib/core/event_log_reader.hpp"
#include "lib/report/event_log.hpp"
#include "lib/report/plain.hpp"
#include "lib/report/summary.hpp"
#include "lib/report/tty.hpp"
#include "tests/fuzz/properties.hpp"

#include <algorithm>

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

void check_faults(const EventLog& log, std::string_view text) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    std::size_t last = 0;
    for (const LineFault& fault : log.faults) {
        require(fault.line > last && fault.line <= lines, "a fault is at no line of its own");
        require_fit_to_show(fault.message, "a fault");
        last = fault.line;
    }
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
    const EventLog log = read_event_log(text);
    check_faults(log, text);
    const std::string once = written(log.events);
    const EventLog again = read_event_log(once);
    require(again.faults.empty() && !again.is_cut_off, "what was written cannot be read");
    require(again.events.size() == log.events.size(), "what was written has fewer events");
    require(written(again.events) == once, "what was written is read as other events");
    check_reports(log.events);
}

} // namespace docbuild::fuzz
