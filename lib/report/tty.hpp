// Progress on a terminal: one status line that is rewritten in place, with all that stays printed
// above it.
#pragma once

#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"
#include "lib/wording/job_lines.hpp"
#include "lib/wording/same_failures.hpp"

#include <functional>

namespace docbuild {

class TtyReporter : public Reporter {
  public:
    /// `columns` gives the terminal's width of this moment, 0 where it is not known. When quiet,
    /// there is no status line. `progress_of` is asked each time that the line is drawn.
    TtyReporter(Sink sink, std::function<unsigned()> columns, Verbosity verbosity, Style style,
                ProgressOf progress_of)
        : sink_(std::move(sink)), columns_(std::move(columns)), lines_(verbosity, style),
          progress_of_(std::move(progress_of)) {}

    void run_started(Duration time, const RunStarted& event) override;
    void job_started(Duration time, const JobStarted& event) override;
    void job_finished(Duration time, const JobFinished& event) override;
    void job_skipped(Duration time, const JobSkipped& event) override;
    void warning(Duration time, const Warning& event) override;
    void builder_stopped(Duration time, const BuilderStopped& event) override;
    void builder_continued(Duration time, const BuilderContinued& event) override;
    /// Leaves the screen to the shell, until the run goes on.
    void run_paused(Duration time, const RunPaused& event) override;
    void run_resumed(Duration time, const RunResumed& event) override;
    void status_asked(Duration time, const StatusAsked& event) override;
    void run_finished(Duration time, const RunFinished& event) override;

    /// Once a second, and a tenth of a second after the last drawing where something changed since.
    void tick(Duration time) override;
    std::optional<Duration> next_tick() const override;

    /// Takes the status line off the screen, so that others may print; it comes back with the next
    /// event or tick.
    void erase();

  private:
    /// Prints above the status line and draws that anew; without text it is drawn only if that was
    /// not done just before, else the next tick does.
    void show(Duration time, const std::string& text_above);
    void draw(Duration time, const std::string& text_above);

    Sink sink_;
    std::function<unsigned()> columns_;
    JobLines lines_;
    ProgressModel progress_;
    SameFailures same_failures_;
    ProgressOf progress_of_;
    std::optional<Duration> last_drawn_;
    bool is_live_ = false;    // between run_started and run_finished, and not quiet
    bool is_drawn_ = false;   // the status line is on the screen
    bool is_current_ = false; // and says how things are
};

} // namespace docbuild
