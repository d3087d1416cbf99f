// Carries out the scheduler's decisions and reports events back to it, until every job has ended.
#pragma once

#include "lib/build/attempts.hpp"
#include "lib/build/event_stream.hpp"
#include "lib/build/loop_surroundings.hpp"
#include "lib/build/missing_jobs.hpp"
#include "lib/event/job_name.hpp"
#include "lib/guard/leftovers.hpp"
#include "lib/process/run_clock.hpp"
#include "lib/schedule/scheduler.hpp"
#include "lib/text/units.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <set>

namespace docbuild {

class BuildLoop {
  public:
    struct Parts {
        LoopSurroundings around;
        RunClock& clock;
        EventStream& events;
        const Plan& plan;
        Examiner& examiner;
        Attempts& attempts;
        Leftovers& leftovers;
        StateStore& store;
        std::unique_ptr<Launcher> launcher; // reports to `handle`
        ProgressOf progress_of;
        bool rebuild = false; // every job counts as stale
    };

    BuildLoop(Parts parts, Scheduler scheduler);

    /// Builds until all jobs and their leftover processes have ended, and reports `run_finished`.
    /// Returns the exit status: 0, 1, or 128 + the first signal that asked to stop. Throws
    /// WorkError, leaving no builder alive.
    int run();

    /// Called by the launcher.
    void handle(const LauncherEvent& event);

    /// Signal handlers, called while `run` waits: stop (immediately on the second call), pause
    /// until SIGCONT, and report what is running.
    void stop(int signal);
    void pause(int signal);
    void tell_status();
    /// A watched log has exceeded its limit, or has doubled since.
    void log_outgrown(JobId job);

  private:
    void begin_batch();
    void end_batch();
    void wait_for_event();
    void end_leftovers();
    void post(SchedulerEvent event);
    void carry_out(const action::Examine& examine);
    void carry_out(const action::Start& start);
    void carry_out(const action::Signal& signal);
    void carry_out(const action::Finish& finish);
    void carry_out(const action::Skip& skip);
    void carry_out(const action::SlotsReduced& reduced) { reduced_ = reduced; }
    void tell_reduction();
    void fail_to_start(JobId job, const FailedToStart& failure);
    void on(const launcher_event::Started& event);
    void on(const launcher_event::Ended& event);
    void on(const launcher_event::Failed& event) { fail_to_start(event.job, event.failure); }
    void on(const launcher_event::StoppedOrContinued& event);
    void on(const launcher_event::GivenUp& event);
    void on(const launcher_event::HasGroup& event);
    void on(const launcher_event::NotSignalled& event);
    void signal_builders(int signal);
    std::optional<Instant> next_due() const;
    void handle_due();
    int finish();
    std::optional<Duration> expected(JobId job) const;

    Parts parts_;
    Scheduler scheduler_;
    std::deque<SchedulerEvent> pending_;
    std::optional<action::SlotsReduced> reduced_;
    bool is_reduction_told_ = false;
    bool is_draining_ = false;
    bool is_in_batch_ = false;
    MissingJobs missing_;     // unsuccessful jobs, for successors that are built anyway
    std::set<JobId> stopped_; // builders stopped by an external signal
    int stopped_by_ = 0;
};

} // namespace docbuild
