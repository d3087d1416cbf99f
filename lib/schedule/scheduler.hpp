// Decides which job to examine, start, signal and finish next: events in, actions out.
// It starts no process, reads no clock, and does not know what a builder is or what makes a job up
// to date.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/outcome.hpp"
#include "lib/schedule/ready_queue.hpp"
#include "lib/schedule/retries.hpp"
#include "lib/schedule/scheduled_job.hpp"
#include "lib/schedule/slot_limit.hpp"
#include "lib/text/units.hpp"

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
/// The machine has no room for another builder just now (processes, descriptors, memory). The job
/// is tried again, unless nothing may start any more: then it ends here.
struct Deferred {
    JobId job;
    FailedToStart failure;
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
                                    event::Deferred, event::LogLimitReached, event::StopRequested,
                                    event::Paused, event::Resumed, event::Tick>;

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
/// The job ends without a builder. `because_of` is the job at fault, if one is.
struct Skip {
    JobId job;
    Outcome outcome = Outcome::skipped;
    std::optional<JobId> because_of;
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
    std::size_t waiting() const { return unfinished_ - running() - ready(); }

  private:
    enum class Phase { excluded, waiting, examining, ready, running, ended };

    struct State {
        Phase phase = Phase::waiting;
        unsigned open_dependencies = 0;
        Tries tries;
        bool alone = false;
    };

    struct Running {
        JobId job;
        unsigned slots = 1;
        Reason sent = Reason::none;
        bool killed = false;
        std::optional<Instant> deadline;
    };

    void on(const event::Begin&, Instant now);
    void on(const event::Examined&, Instant now);
    void on(const event::Started&, Instant now);
    void on(const event::Ended&, Instant now);
    void on(const event::Deferred&, Instant now);
    void on(const event::LogLimitReached&, Instant now);
    void on(const event::StopRequested&, Instant now);
    void on(const event::Paused&, Instant now);
    void on(const event::Resumed&, Instant now);
    void on(const event::Tick&, Instant now);

    void start_ready(Instant now);
    void start(JobId job, Instant now);
    void release(std::vector<Running>::iterator running);
    void restore_slot();
    void terminate(Running& running, Reason reason, Instant now);
    void kill(Running& running);
    void succeed(JobId job);
    void leave(JobId later);
    void open_barriers();
    void count_down(BarrierId barrier);
    void fail(JobId job);
    void skip_dependents(JobId failed);
    void cancel_waiting(std::optional<JobId> because_of);
    void enqueue(JobId job);
    void enter(JobId job, Phase phase);
    std::vector<Running>::iterator find_running(JobId job);

    /// What is timed from `now` on: a pause, which counts for nothing, may be on.
    Instant counted(Instant now) const { return paused_since_.value_or(now); }
    ScheduledJob& rules_of(JobId job) { return jobs_[index(job)]; }
    State& state_of(JobId job) { return states_[index(job)]; }
    const State& state_of(JobId job) const { return states_[index(job)]; }

    std::vector<ScheduledJob> jobs_;
    SchedulerRules rules_;
    std::vector<State> states_;
    Successors successors_;
    std::vector<std::size_t> open_in_barrier_; // by barrier: jobs that have not ended
    std::vector<JobId> ended_;                 // and have not yet left their barriers
    ReadyQueue ready_;
    std::vector<JobId> alone_;
    std::vector<Running> running_;
    SlotLimit slots_;
    unsigned used_slots_ = 0;
    std::size_t unfinished_ = 0;
    std::size_t examining_ = 0;
    bool accepts_starts_ = true;
    unsigned stop_requests_ = 0;
    unsigned failed_starts_ = 0; // one after the other, for want of room, while nothing ran
    std::optional<Instant> paused_since_;
    std::optional<Instant> retry_start_at_;
    std::optional<JobId> at_fault_; // the failure after which nothing more is started
    Actions actions_;
};

} // namespace docbuild
