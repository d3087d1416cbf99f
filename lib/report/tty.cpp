#include "lib/report/tty.hpp"

#include "lib/report/status_line.hpp"
#include "lib/wording/notices.hpp"

namespace docbuild {

namespace {

constexpr Duration shortest_interval = std::chrono::milliseconds(100);
constexpr Duration longest_interval = std::chrono::seconds(1);
constexpr unsigned usual_columns = 80;

constexpr std::string_view to_line_start = "\r";
constexpr std::string_view clear_to_line_end = "\x1b[K";

} // namespace

void TtyReporter::run_started(Duration time, const RunStarted& event) {
    progress_.run_started(event);
    is_live_ = lines_.verbosity() != Verbosity::quiet;
    show(time, lines_.run_started(event));
}

void TtyReporter::job_started(Duration time, const JobStarted& event) {
    progress_.job_started(time, event);
    show(time, lines_.started(progress_, event));
}

void TtyReporter::job_finished(Duration time, const JobFinished& event) {
    progress_.job_finished(event);
    if (const JobName* const first = same_failures_.first_like(event)) { // the summary names it
        const bool is_verbose = lines_.verbosity() == Verbosity::verbose;
        show(time, is_verbose ? lines_.failed_as(progress_, event, *first) : std::string());
        return;
    }
    const bool is_worth_a_line =
        is_failure(event.outcome) || event.will_retry || lines_.verbosity() == Verbosity::verbose;
    show(time, is_worth_a_line ? lines_.finished(progress_, event) : std::string());
}

void TtyReporter::job_skipped(Duration time, const JobSkipped& event) {
    progress_.job_skipped(event);
    const bool is_worth_a_line = lines_.verbosity() == Verbosity::verbose;
    show(time, is_worth_a_line ? lines_.skipped(progress_, event) : std::string());
}

void TtyReporter::warning(Duration time, const Warning& event) {
    show(time, lines_.warning(event));
}

void TtyReporter::builder_stopped(Duration time, const BuilderStopped& event) {
    progress_.builder_stopped(event.job, true);
    show(time, lines_.warning(in_words(event)));
}

/// The status line shows it; it is worth no line of its own.
void TtyReporter::builder_continued(Duration time, const BuilderContinued& event) {
    progress_.builder_stopped(event.job, false);
    show(time, {});
}

void TtyReporter::run_paused(Duration, const RunPaused&) {
    erase();
}

void TtyReporter::run_resumed(Duration time, const RunResumed&) {
    if (is_live_) {
        draw(time, {});
    }
}

void TtyReporter::status_asked(Duration time, const StatusAsked& event) {
    show(time, status_lines(event, progress_, time, lines_.style()));
}

void TtyReporter::run_finished(Duration, const RunFinished&) {
    erase();
    is_live_ = false;
}

void TtyReporter::tick(Duration time) {
    if (is_live_ && time >= *next_tick()) {
        draw(time, {});
    }
}

std::optional<Duration> TtyReporter::next_tick() const {
    if (!is_live_) {
        return std::nullopt;
    }
    if (!last_drawn_) {
        return Duration::zero();
    }
    return *last_drawn_ + (is_current_ ? longest_interval : shortest_interval);
}

void TtyReporter::erase() {
    if (is_drawn_) {
        sink_(std::string(to_line_start).append(clear_to_line_end));
    }
    is_drawn_ = false;
    is_current_ = false;
}

void TtyReporter::show(Duration time, const std::string& text_above) {
    is_current_ = false;
    if (!is_live_) {
        if (!text_above.empty()) {
            sink_(text_above);
        }
        return;
    }
    const bool was_just_drawn = last_drawn_ && time - *last_drawn_ < shortest_interval;
    if (!text_above.empty() || !was_just_drawn) {
        draw(time, text_above);
    }
}

/// Text and status line go out in one piece, so that the line does not flicker.
void TtyReporter::draw(Duration time, const std::string& text_above) {
    std::string piece;
    if (!text_above.empty()) {
        piece.append(to_line_start).append(clear_to_line_end).append(text_above);
    }
    const unsigned width = columns_();
    // The last column stays free: a terminal may wrap as soon as it is filled.
    const unsigned room = (width == 0 ? usual_columns : width) - 1;
    piece.append(to_line_start);
    piece += status_line(progress_, time, room, lines_.style(), progress_of_);
    piece.append(clear_to_line_end);
    sink_(piece);
    last_drawn_ = time;
    is_drawn_ = true;
    is_current_ = true;
}

} // namespace docbuild
