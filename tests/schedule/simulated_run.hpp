// A simulated machine for the scheduler: builders that end, fail, ignore signals or cannot be
// started, and people who stop and pause the run, all at random by seed, under a clock of its own.
#pragma once

#include "lib/schedule/scheduler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <queue>
#include <random>
#include <utility>

namespace docbuild {

using namespace std::chrono_literals;

/// What may happen besides builders that end; all at random, none by default.
struct Trouble {
    std::optional<unsigned> most_room; // most builders the machine can run at once
    double refused = 0;                // starts that fail permanently
    double late = 0;                   // starts that take a while
    double killed = 0;                 // builders killed by SIGKILL, whether or not memory ran out
    double deaf = 0;                   // builders that ignore SIGTERM
    double loud = 0;                   // builders whose log exceeds its limit, perhaps twice
    double paused = 0;                 // for each event
    std::optional<Duration> stopped;   // when the run is asked to stop, perhaps twice
};

struct World {
    std::vector<ScheduledJob> jobs;
    std::vector<ScheduledBarrier> barriers;
    std::vector<Duration> durations;
    unsigned slots = 1;
    bool keep_going = false;
    double failure_rate = 0;
    double up_to_date = 0;
    Trouble trouble;
};

/// Carries out actions against a clock of its own and checks every promise as it goes.
class Simulation {
  public:
    Simulation(const World& world, unsigned seed)
        : world_(world), random_(seed),
          scheduler_(world.jobs, {world.slots, world.keep_going}, world.barriers),
          ended_(world.jobs.size(), false), succeeded_(world.jobs.size(), false),
          outcomes_(world.jobs.size()), builders_(world.jobs.size()) {}

    void run() {
        if (world_.trouble.stopped) {
            happens_in(*world_.trouble.stopped, Happening::stop);
            if (by_chance(0.3)) {
                happens_in(*world_.trouble.stopped + random_time(2s), Happening::stop);
            }
        }
        tell(event::Begin{});
        for (unsigned steps = 0; !scheduler_.is_done(); ++steps) {
            REQUIRE(steps < 50 * (world_.jobs.size() + 100)); // otherwise it never ends
            step();
        }
        CHECK(running_ == 0);
        CHECK(scheduler_.counts() == counts_);
        for (std::size_t i = 0; i < ended_.size(); ++i) {
            all_ended_ &= ended_[i] == world_.jobs[i].included;
        }
    }

    Instant now() const { return now_; }
    /// Excludes pauses.
    Duration since_stop() const {
        return now_ - stopped_at_.value_or(now_) - paused_for_ - present_pause();
    }
    std::size_t built() const {
        return static_cast<std::size_t>(std::count(succeeded_.begin(), succeeded_.end(), true));
    }

    void operator()(const action::Examine& it) {
        in_order_ &= may_start(it.job);
        pending_.emplace_back(event::Examined{it.job, !by_chance(world_.up_to_date)});
    }
    void operator()(const action::Start& it) {
        used_ += slots_of(it.job);
        within_slots_ &= used_ <= world_.slots;
        starts_when_it_may_ &= !stopped_at_ && !is_paused_;
        in_order_ &= may_start(it.job);
        ++running_;
        Builder& builder = builders_[index(it.job)];
        builder = {++last_builder_, builder_state::starting, by_chance(world_.trouble.deaf), {}};
        if (by_chance(world_.trouble.late)) {
            happens_in(random_time(longest_start), Happening::comes, it.job);
        } else {
            come(it.job);
        }
    }
    void operator()(const action::Signal& it) {
        Builder& builder = builders_[index(it.job)];
        if (builder.state == builder_state::running) {
            receive(it.job, it.signal);
        } else {
            builder.signals.push_back(it.signal);
        }
    }
    void operator()(const action::Finish& it) {
        if (!it.will_retry) {
            end(it.job, it.outcome);
        }
    }
    void operator()(const action::Skip& it) {
        if (it.because_of) {
            names_culprits_ &= outcomes_[index(it.because_of->job)] == it.because_of->outcome;
        }
        for_a_reason_ &= is_success(it.outcome) ||
                         (it.outcome == Outcome::skipped ? came_after_a_failure(it.job)
                                                         : stopped_at_ || !world_.keep_going);
        end(it.job, it.outcome);
    }
    void operator()(const action::SlotsReduced& it) {
        within_slots_ &= world_.trouble.most_room && it.slots >= 1 && it.slots < world_.slots;
    }

    bool within_slots_ = true;
    bool in_order_ = true;
    bool once_ = true;
    bool all_ended_ = true;
    bool names_culprits_ = true; // with their outcomes
    bool for_a_reason_ = true;   // skipped or cancelled jobs only
    bool starts_when_it_may_ = true;

    static constexpr Duration longest_start = 3s;
    static constexpr Duration dying = 10ms; // how long a builder takes to end after a signal

  private:
    enum class builder_state { none, starting, running };
    struct Builder {
        unsigned number = 0; // of all builders
        builder_state state = builder_state::none;
        bool is_deaf = false;
        std::vector<int> signals; // sent before the builder has started
    };
    struct Happening {
        enum Kind { comes, ends, dies, outgrows_log, stop, pause, resume };
        Instant at;
        unsigned number = 0; // in the order of making
        Kind kind = ends;
        JobId job{};
        unsigned builder = 0;
        bool operator<(const Happening& other) const {
            return at != other.at ? at > other.at : number > other.number;
        }
    };

    Duration present_pause() const { // since the stop
        return is_paused_ && stopped_at_ ? now_ - std::max(paused_at_, *stopped_at_) : Duration{};
    }

    bool came_after_a_failure(JobId job) const {
        const auto& after = world_.jobs[index(job)].after;
        return std::any_of(after.begin(), after.end(), [this](JobId before) {
            return ended_[index(before)] && !succeeded_[index(before)];
        });
    }

    /// All its predecessors have succeeded, and all jobs of its barriers have ended.
    bool may_start(JobId job) const {
        const ScheduledJob& rules = world_.jobs[index(job)];
        const auto has_ended = [this](JobId before) {
            return ended_[index(before)] || !world_.jobs[index(before)].included;
        };
        return std::all_of(rules.after.begin(), rules.after.end(),
                           [this](JobId before) { return succeeded_[index(before)]; }) &&
               std::all_of(rules.after_all.begin(), rules.after_all.end(), [&](BarrierId barrier) {
                   const auto& members = world_.barriers[index(barrier)].jobs;
                   return std::all_of(members.begin(), members.end(), has_ended);
               });
    }

    bool by_chance(double rate) { return rate > 0 && chance_(random_) < rate; }
    Duration random_time(Duration longest) {
        return Duration(std::uniform_int_distribution<std::int64_t>(1, longest.count())(random_));
    }

    void happens_in(Duration time, Happening::Kind kind, JobId job = {}) {
        const bool waits = is_paused_ && are_builders_stopped_ && is_of_builder(kind);
        happenings_.push({(waits ? resumed_at_ : now_) + time, ++last_happening_, kind, job,
                          is_of_builder(kind) ? builders_[index(job)].number : 0});
    }
    static bool is_of_builder(Happening::Kind kind) {
        return kind != Happening::stop && kind != Happening::resume;
    }

    /// The next occurrence, or a tick. If no builder is running, the run may only wait for its own
    /// deadline.
    void step() {
        const auto deadline = scheduler_.next_deadline();
        REQUIRE((running_ > 0 || deadline || is_paused_));
        REQUIRE((!happenings_.empty() || deadline));
        if (deadline && (happenings_.empty() || *deadline < happenings_.top().at)) {
            now_ = *deadline;
            tell(event::Tick{});
            return;
        }
        Happening next = happenings_.top();
        happenings_.pop();
        if (is_paused_ && are_builders_stopped_ && is_of_builder(next.kind)) {
            next.at += resumed_at_ - paused_at_;
            happenings_.push(next);
            return;
        }
        now_ = next.at;
        happen(next);
        if (!is_paused_ && by_chance(world_.trouble.paused)) {
            is_paused_ = true;
            are_builders_stopped_ = by_chance(0.5);
            paused_at_ = now_;
            resumed_at_ = now_ + random_time(10s);
            happens_in(resumed_at_ - now_, Happening::resume);
            tell(event::Paused{});
        }
    }

    void happen(const Happening& it) {
        if (it.kind == Happening::stop) {
            stopped_at_ = stopped_at_.value_or(now_);
            tell(event::StopRequested{});
        } else if (it.kind == Happening::resume) {
            paused_for_ += present_pause();
            is_paused_ = false;
            tell(event::Resumed{});
        } else if (it.builder != builders_[index(it.job)].number) {
            return; // from an earlier builder
        } else if (it.kind == Happening::comes) {
            come(it.job);
            tell_pending();
        } else if (it.kind == Happening::outgrows_log) {
            tell(event::LogLimitReached{it.job});
        } else if (it.kind == Happening::dies) {
            leave(it.job, event::Ended{it.job, Signalled{SIGKILL}, {}});
            tell_pending();
        } else {
            leave(it.job, event::Ended{it.job, random_ending(), random_findings()});
            tell_pending();
        }
    }

    Ending random_ending() {
        if (by_chance(world_.trouble.killed)) {
            return Signalled{SIGKILL};
        }
        return Exited{by_chance(world_.failure_rate) ? 1 : 0};
    }
    Findings random_findings() {
        Findings findings;
        findings.memory_ran_out = by_chance(world_.trouble.killed);
        findings.was_preloaded = by_chance(world_.trouble.killed);
        return findings;
    }

    /// A requested builder now runs, or is refused.
    void come(JobId job) {
        const Trouble& trouble = world_.trouble;
        if (trouble.most_room && running_ > random_() % (*trouble.most_room + 1)) {
            leave(job, event::Ended{job, FailedToStart{EAGAIN, "fork"}, {}});
        } else if (by_chance(trouble.refused)) {
            leave(job, event::Ended{job, FailedToStart{ENOEXEC, "execve"}, {}});
        } else {
            Builder& builder = builders_[index(job)];
            builder.state = builder_state::running;
            pending_.emplace_back(event::Started{job});
            happens_in(world_.durations[index(job)], Happening::ends, job);
            for (unsigned i = 0; i < 2 && by_chance(trouble.loud); ++i) {
                happens_in(random_time(2 * world_.durations[index(job)]), Happening::outgrows_log,
                           job);
            }
            for (const int signal : std::exchange(builder.signals, {})) {
                receive(job, signal);
            }
        }
    }

    void receive(JobId job, int signal) {
        if (signal == SIGKILL || !builders_[index(job)].is_deaf) {
            happens_in(dying, Happening::dies, job);
        }
    }

    void leave(JobId job, SchedulerEvent event) {
        used_ -= slots_of(job);
        --running_;
        builders_[index(job)] = Builder();
        pending_.push_back(std::move(event));
    }

    unsigned slots_of(JobId job) const {
        return std::min(world_.jobs[index(job)].slots, world_.slots);
    }

    void end(JobId job, Outcome outcome) {
        once_ &= !ended_[index(job)];
        ended_[index(job)] = true;
        succeeded_[index(job)] = is_success(outcome);
        outcomes_[index(job)] = outcome;
        ++counts_[outcome];
    }

    void tell(const SchedulerEvent& event) {
        pending_.push_back(event);
        tell_pending();
    }

    void tell_pending() {
        for (std::size_t i = 0; i < pending_.size(); ++i) { // NOLINT(modernize-loop-convert): grows
            const SchedulerEvent next = pending_[i];
            for (const Action& action : scheduler_.handle(next, now_)) {
                std::visit(*this, action);
            }
        }
        pending_.clear();
    }

    const World& world_;
    std::mt19937 random_;
    std::uniform_real_distribution<double> chance_{0, 1};
    Scheduler scheduler_;
    std::vector<bool> ended_;
    std::vector<bool> succeeded_;
    std::vector<std::optional<Outcome>> outcomes_;
    std::map<Outcome, std::size_t> counts_;
    std::vector<Builder> builders_; // by job
    unsigned last_builder_ = 0;
    std::priority_queue<Happening> happenings_;
    unsigned last_happening_ = 0;
    std::vector<SchedulerEvent> pending_;
    unsigned used_ = 0;
    unsigned running_ = 0; // builders running or requested
    Instant now_{};
    std::optional<Instant> stopped_at_;
    bool is_paused_ = false;
    bool are_builders_stopped_ = false; // resumed builders act late, within the pause
    Instant paused_at_{};
    Instant resumed_at_{};
    Duration paused_for_{}; // since the stop
};

} // namespace docbuild
