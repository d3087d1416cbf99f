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
/// If the builder could not be started for lack of resources (FailedToStart with an errno for which
/// `is_resource_shortage` holds), the start is retried unless the run no longer starts jobs.
struct Ended {
    JobId job;
    Ending ending;
    Findings findings;
};
/// The builder of a running job exists, and its time limit starts now. Until then, the limit counts
/// from when the start was requested.
struct Started {
    JobId job;
};
/// The log of a running job has outgrown its limit. Sent again if the log keeps growing; the
/// builder is then killed at once.
struct LogLimitReached {
    JobId job;
};
/// A signal asked docbuild to stop: gracefully the first time, immediately the second.
struct StopRequested {};
/// No time counts between the two.
struct Paused {};
struct Resumed {};
/// The instant returned by `next_deadline` has come.
struct Tick {};

} // namespace event

using SchedulerEvent = std::variant<event::Begin, event::Examined, event::Started, event::Ended,
                                    event::LogLimitReached, event::StopRequested, event::Paused,
                                    event::Resumed, event::Tick>;

namespace action {

/// Find out whether the job is up to date. All its predecessors have succeeded, and all jobs of its
/// barriers have ended.
struct Examine {
    JobId job;
};
struct Start {
    JobId job;
    unsigned attempt = 1;
    bool without_preload = false; // it crashed while preloaded
};
/// Send `signal` to the builder's process group.
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
/// An unsuccessful job because of which others are skipped or cancelled.
struct Culprit {
    JobId job;
    Outcome outcome = Outcome::failed;
};
/// The job ends without a builder: it is up to date, or skipped or cancelled because of the
/// culprit, if any.
struct Skip {
    JobId job;
    Outcome outcome = Outcome::skipped;
    std::optional<Culprit> because_of;
};
/// Run fewer builders at once, until slots are restored one by one.
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

/// Ready jobs start in order of their longest remaining path, ties in job order. A job that does
/// not fit into the free slots blocks those behind it, so that none starves.
class Scheduler {
  public:
    /// `jobs` and `barriers` form an acyclic graph.
    Scheduler(std::vector<ScheduledJob> jobs, SchedulerRules rules,
              std::span<const ScheduledBarrier> barriers = {});

    /// Actions must be carried out in order. `now` never decreases.
    Actions handle(const SchedulerEvent& event, Instant now);

    /// When `Tick` is due, if anything is timed; empty while paused.
    std::optional<Instant> next_deadline() const;

    bool is_done() const { return unfinished_ == 0; }
    std::size_t running() const { return running_.size(); }
    /// How many jobs wait for a slot.
    std::size_t ready() const { return ready_.size() + alone_.size(); }
    /// How many jobs wait for other jobs.
    std::size_t waiting() const { return unfinished_ - running() - ready(); }
    /// Number of jobs by outcome; only outcomes that occurred.
    const std::map<Outcome, std::size_t>& counts() const { return counts_; }

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

    /// The instant from which a period starting now counts: during a pause, the start of the pause.
    Instant counted(Instant now) const { return paused_since_.value_or(now); }
    ScheduledJob& rules_of(JobId job) { return jobs_[index(job)]; }
    State& state_of(JobId job) { return states_[index(job)]; }
    const State& state_of(JobId job) const { return states_[index(job)]; }

    std::vector<ScheduledJob> jobs_;
    SchedulerRules rules_;
    std::vector<State> states_;
    Prerequisites prerequisites_;
    std::vector<JobId> ended_; // but have not left their barriers yet
    ReadyQueue ready_;
    std::vector<JobId> alone_;
    RunningBuilders running_;
    SlotLimit slots_;
    std::size_t unfinished_ = 0;
    std::size_t examining_ = 0;
    bool accepts_starts_ = true;
    unsigned stop_requests_ = 0;
    unsigned failed_starts_ = 0; // consecutive resource shortages while nothing was running
    std::optional<Instant> paused_since_;
    std::optional<Instant> retry_start_at_;
    std::optional<action::Culprit> at_fault_; // the failure that stopped further starts
    std::map<Outcome, std::size_t> counts_;
    Actions actions_;
};

} // namespace docbuild
