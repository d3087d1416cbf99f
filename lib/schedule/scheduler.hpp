// Decides which job to examine, start, signal and finish next: events in, actions out.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/outcome.hpp"
#include "lib/schedule/prerequisites.hpp"
#include "lib/schedule/ready_queue.hpp"
#include "lib/schedule/retries.hpp"
#include "lib/schedule/running_builders.hpp"
#include "lib/schedule/scheduled_job.hpp"
#include "lib/schedule/slot_limit.hpp"
#include "lib/text/units.hpp"

#include <map>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace docbuild {

namespace event {

struct Begin {};
/// The answer to action::Examine.
struct Examined {
    JobId job;
    bool is_stale = true;
};
/// Where the machine has no room for another builder just now (FailedToStart with an errno of
/// `is_resource_shortage`), the job is tried again, unless nothing may start any more.
struct Ended {
    JobId job;
    Ending ending;
    Findings findings;
};
/// The builder of a running job exists; its time limit counts from here. Until then, that of a
/// job whose builder has to wait counts from when it was asked for.
struct Started {
    JobId job;
};
/// The log of a running job has outgrown its limit; once more where it went on growing, and the
/// builder is then killed at once.
struct LogLimitReached {
    JobId job;
};
/// A signal asks to stop: the first time gracefully, the second at once.
struct StopRequested {};
/// All clocks stand still between the two.
struct Paused {};
struct Resumed {};
/// The instant that `next_deadline` named has come.
struct Tick {};

} // namespace event

using SchedulerEvent = std::variant<event::Begin, event::Examined, event::Started, event::Ended,
                                    event::LogLimitReached, event::StopRequested, event::Paused,
                                    event::Resumed, event::Tick>;

namespace action {

/// Find out whether the job is up to date; all that it comes after has ended, and all but what it
/// comes after through a barrier alone has ended well.
struct Examine {
    JobId job;
};
struct Start {
    JobId job;
    unsigned attempt = 1;
    bool without_preload = false; // not preloaded: so it has crashed
};
/// Send to the builder's process group.
struct Signal {
    JobId job;
    int signal = 0;
    Reason why = Reason::none;
};
struct Finish {
    JobId job;
    unsigned attempt = 1;
    Outcome outcome = Outcome::built;
    Reason sent = Reason::none;
    bool will_retry = false;
};
/// A job that did not succeed, for which others are skipped or cancelled.
struct Culprit {
    JobId job;
    Outcome outcome = Outcome::failed;
};
/// The job ends without a builder: up to date, or for the sake of the culprit, if there is one.
struct Skip {
    JobId job;
    Outcome outcome = Outcome::skipped;
    std::optional<Culprit> because_of;
};
/// Fewer builders run at once, until slots are restored one by one.
struct SlotsReduced {
    unsigned slots = 1;
    FailedToStart failure;
};

} // namespace action

using Action = std::variant<action::Examine, action::Start, action::Signal, action::Finish,
                            action::Skip, action::SlotsReduced>;
using Actions = std::vector<Action>;

struct SchedulerRules {
    unsigned slots = 1;
    bool keep_going = false;
};

/// Ready jobs start in the order of the longest path that remains below them, ties in job order. A
/// job that does not fit into the free slots is waited for, so that none starves.
class Scheduler {
  public:
    /// `jobs` and `barriers` are a graph without cycles.
    Scheduler(std::vector<ScheduledJob> jobs, SchedulerRules rules,
              std::span<const ScheduledBarrier> barriers = {});

    /// Actions are to be carried out in their order. `now` never goes back.
    Actions handle(const SchedulerEvent& event, Instant now);

    /// When `Tick` is due, if anything is timed; empty while paused.
    std::optional<Instant> next_deadline() const;

    bool is_done() const { return unfinished_ == 0; }
    bool was_stopped() const { return stop_requests_ > 0; }
    std::size_t running() const { return running_.size(); }
    /// Jobs that wait for a slot, and those that wait for other jobs.
    std::size_t ready() const { return ready_.size() + alone_.size(); }
    /// How many jobs have ended in which way; only outcomes that occurred.
    const std::map<Outcome, std::size_t>& counts() const { return counts_; }
    std::size_t waiting() const { return unfinished_ - running() - ready(); }

  private:
    enum class Phase { excluded, waiting, examining, ready, running, ended };

    struct State {
        Phase phase = Phase::waiting;
        Tries tries;
        bool alone = false;
    };

    void on(const event::Begin&, Instant now);
    void on(const event::Examined&, Instant now);
    void on(const event::Started&, Instant now);
    void on(const event::Ended&, Instant now);
    void on(const event::LogLimitReached&, Instant now);
    void on(const event::StopRequested&, Instant now);
    void on(const event::Paused&, Instant now);
    void on(const event::Resumed&, Instant now);
    void on(const event::Tick&, Instant now);

    void start_ready(Instant now);
    void start(JobId job, Instant now);
    void terminate(RunningBuilder& running, Reason reason, Instant now);
    void kill(RunningBuilder& running);
    bool defer(const RunningBuilder& running, const FailedToStart& failure, Instant now);
    void end(JobId job, Outcome outcome);
    void skip(JobId job, Outcome outcome, const std::optional<action::Culprit>& because_of);
    void open_barriers();
    void examine(const std::vector<JobId>& freed);
    void skip_dependents(const action::Culprit& culprit);
    void cancel_waiting(const std::optional<action::Culprit>& because_of);
    void enqueue(JobId job);
    void enter(JobId job, Phase phase);

    /// What is timed from `now` on: a pause, which counts for nothing, may be on.
    Instant counted(Instant now) const { return paused_since_.value_or(now); }
    ScheduledJob& rules_of(JobId job) { return jobs_[index(job)]; }
    State& state_of(JobId job) { return states_[index(job)]; }
    const State& state_of(JobId job) const { return states_[index(job)]; }

    std::vector<ScheduledJob> jobs_;
    SchedulerRules rules_;
    std::vector<State> states_;
    Prerequisites prerequisites_;
    std::vector<JobId> ended_; // and have not yet left their barriers
    ReadyQueue ready_;
    std::vector<JobId> alone_;
    RunningBuilders running_;
    SlotLimit slots_;
    std::size_t unfinished_ = 0;
    std::size_t examining_ = 0;
    bool accepts_starts_ = true;
    unsigned stop_requests_ = 0;
    unsigned failed_starts_ = 0; // in a row, by resource shortage, while nothing ran
    std::optional<Instant> paused_since_;
    std::optional<Instant> retry_start_at_;
    std::optional<action::Culprit> at_fault_; // the failure after which nothing more is started
    std::map<Outcome, std::size_t> counts_;
    Actions actions_;
};

} // namespace docbuild
