// Progress without a terminal: a line for each job that finished, and one every minute that nothing
// else was said.
#pragma once

#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"
#include "lib/wording/job_lines.hpp"
#include "lib/wording/same_failures.hpp"

namespace docbuild {

class PlainReporter : public Reporter {
  public:
    PlainReporter(Sink sink, Verbosity verbosity, Style style)
        : sink_(std::move(sink)), lines_(verbosity, style) {}

    void run_started(Duration time, const RunStarted& event) override;
    void job_started(Duration time, const JobStarted& event) override;
    void job_finished(Duration time, const JobFinished& event) override;
    void job_skipped(Duration time, const JobSkipped& event) override;
    void warning(Duration time, const Warning& event) override;
    void builder_stopped(Duration time, const BuilderStopped& event) override;
    void builder_continued(Duration time, const BuilderContinued& event) override;
    void run_paused(Duration time, const RunPaused& event) override;
    void run_resumed(Duration time, const RunResumed& event) override;
    void status_asked(Duration time, const StatusAsked& event) override;
    void run_finished(Duration time, const RunFinished& event) override;

    /// Says that the run is alive when nothing was printed for a minute; not when quiet.
    void tick(Duration time) override;
    std::optional<Duration> next_tick() const override { return next_heartbeat_; }

  private:
    void print(Duration time, const std::string& text);
    void print_unless_quiet(Duration time, const Warning& notice);

    Sink sink_;
    JobLines lines_;
    ProgressModel progress_;
    SameFailures same_failures_;
    std::optional<Duration> next_heartbeat_;
};

} // namespace docbuild
