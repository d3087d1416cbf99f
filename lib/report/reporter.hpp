// The seam between a run and what is told of it: one stream of events, any number of reporters.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/text/units.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

/// Where a report's text goes: a file, the terminal, or a string in a test. The sink copes with its
/// own errors.
using Sink = std::function<void(std::string_view)>;

/// What a running job says of itself at this moment, such as `40% reading sources`; empty where it
/// says nothing. To ask may cost a look at a file, so it is asked of what is shown, when it is.
using ProgressOf = std::function<std::string(const JobName&)>;

/// Every hook is empty here, so that a reporter handles only what it shows; what a run tells
/// besides its jobs becomes a warning, for reporters that have no better place for it. Hooks are
/// called in the order of the run, from the driver's one thread. None of them throws: a display
/// that broke must not end a build.
class Reporter {
  public:
    virtual ~Reporter() = default;

    virtual void run_started(Duration, const RunStarted&) {}
    virtual void job_started(Duration, const JobStarted&) {}
    virtual void job_finished(Duration, const JobFinished&) {}
    virtual void job_skipped(Duration, const JobSkipped&) {}
    virtual void warning(Duration, const Warning&) {}
    virtual void builder_stopped(Duration time, const BuilderStopped& event);
    virtual void builder_continued(Duration time, const BuilderContinued& event);
    virtual void run_paused(Duration time, const RunPaused& event);
    virtual void run_resumed(Duration time, const RunResumed& event);
    virtual void status_asked(Duration time, const StatusAsked& event);
    virtual void run_finished(Duration, const RunFinished&) {}

    /// Time went by; called at or after the instant that `next_tick` named.
    virtual void tick(Duration) {}
    /// When this reporter wants to be called next even if nothing happens; empty: never.
    virtual std::optional<Duration> next_tick() const { return std::nullopt; }
};

/// Calls the hook that fits the event.
void dispatch(Reporter& reporter, const RunEvent& event);

} // namespace docbuild
