#include "lib/schedule/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <csignal>

namespace docbuild {

namespace {

using namespace std::chrono_literals;

/// How long to wait for room on the machine when not a single builder could be started, and how
/// often that is tried, for whichever job, before jobs count as not started.
constexpr Duration start_again_after = 500ms;
constexpr unsigned most_vain_starts = 20;

} // namespace

Scheduler::Scheduler(std::vector<ScheduledJob> jobs, SchedulerRules rules,
                     std::span<const ScheduledBarrier> barriers)
    : jobs_(std::move(jobs)), rules_(rules), states_(jobs_.size()), successors_(jobs_, barriers),
      open_in_barrier_(successors_.barrier_sizes()), ready_(remaining_paths(jobs_, successors_)),
      slots_(rules.slots) {
    assert(rules_.slots > 0);
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
        const auto& barriers_before = jobs_[i].after_all;
        const auto open =
            std::count_if(barriers_before.begin(), barriers_before.end(),
                          [&](BarrierId barrier) { return open_in_barrier_[index(barrier)] > 0; });
        states_[i].open_dependencies =
            static_cast<unsigned>(jobs_[i].after.size() + static_cast<std::size_t>(open));
        states_[i].phase = jobs_[i].included ? Phase::waiting : Phase::excluded;
        unfinished_ += jobs_[i].included ? 1 : 0;
    }
}

Actions Scheduler::handle(const SchedulerEvent& event, Instant now) {
    actions_.clear();
    std::visit([&](const auto& what) { on(what, now); }, event);
    open_barriers();
    start_ready(now);
    return std::move(actions_);
}

std::optional<Instant> Scheduler::next_deadline() const {
    if (paused_since_) {
        return std::nullopt;
    }
    std::optional<Instant> next = retry_start_at_;
    const auto restored = ready_.empty() ? std::nullopt : slots_.restored_at();
    if (restored && (!next || *restored < *next)) {
        next = restored;
    }
    for (const Running& running : running_) {
        if (running.deadline && (!next || *running.deadline < *next)) {
            next = running.deadline;
        }
    }
    return next;
}

void Scheduler::enter(JobId job, Phase phase) {
    State& state = state_of(job);
    assert(state.phase != Phase::ended && state.phase != Phase::excluded);
    examining_ += phase == Phase::examining ? 1 : 0;
    examining_ -= state.phase == Phase::examining ? 1 : 0;
    state.phase = phase;
    if (phase == Phase::ended) {
        --unfinished_;
        ended_.push_back(job);
    }
}

void Scheduler::enqueue(JobId job) {
    enter(job, Phase::ready);
    if (state_of(job).alone) {
        alone_.push_back(job);
    } else {
        ready_.push(job);
    }
}

void Scheduler::on(const event::Begin&, Instant) {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
        if (states_[i].phase == Phase::waiting && states_[i].open_dependencies == 0) {
            enter(JobId(i), Phase::examining);
            actions_.emplace_back(action::Examine{JobId(i)});
        }
    }
}

void Scheduler::on(const event::Examined& examined, Instant) {
    if (state_of(examined.job).phase != Phase::examining) {
        return; // cancelled meanwhile
    }
    if (examined.is_stale) {
        enqueue(examined.job);
        return;
    }
    enter(examined.job, Phase::ended);
    actions_.emplace_back(action::Skip{examined.job, Outcome::up_to_date, std::nullopt});
    succeed(examined.job);
}

void Scheduler::start_ready(Instant now) {
    const bool knows_all_that_is_ready =
        examining_ == 0; // else the longest path might come to light later
    while (knows_all_that_is_ready && accepts_starts_ && !paused_since_ && !retry_start_at_) {
        if (!alone_.empty()) {
            if (!running_.empty()) {
                return;
            }
            const JobId job = alone_.front();
            alone_.erase(alone_.begin());
            start(job, now);
            continue;
        }
        const bool runs_alone = running_.size() == 1 && state_of(running_.front().job).alone;
        if (ready_.empty() || runs_alone) {
            return;
        }
        const unsigned wanted = std::min(rules_of(ready_.top()).slots, slots_.count());
        if (used_slots_ + wanted > slots_.count()) {
            return;
        }
        const JobId job = ready_.top();
        ready_.pop();
        start(job, now);
    }
}

void Scheduler::start(JobId job, Instant now) {
    enter(job, Phase::running);
    State& state = state_of(job);
    ++state.tries.attempts;
    Running running{job, std::min(rules_of(job).slots, slots_.count()), Reason::none, false,
                    std::nullopt};
    if (rules_of(job).timeout) {
        running.deadline = now + *rules_of(job).timeout;
    }
    used_slots_ += running.slots;
    running_.push_back(running);
    actions_.emplace_back(
        action::Start{job, state.tries.attempts, state.tries.crashes_of_preloaded > 0});
}

std::vector<Scheduler::Running>::iterator Scheduler::find_running(JobId job) {
    return std::find_if(running_.begin(), running_.end(),
                        [job](const Running& running) { return running.job == job; });
}

void Scheduler::on(const event::Started& started, Instant now) {
    const auto running = find_running(started.job);
    if (running == running_.end()) {
        return;
    }
    const Instant since = counted(now);
    if (running->deadline && running->sent == Reason::none) {
        running->deadline = since + *rules_of(started.job).timeout;
    }
    slots_.started(used_slots_ >= slots_.count(), since);
}

void Scheduler::release(std::vector<Running>::iterator running) {
    used_slots_ -= running->slots;
    running_.erase(running);
}

/// A running job that got fewer slots than it asks for comes before jobs that wait.
void Scheduler::restore_slot() {
    slots_.restore();
    used_slots_ = 0;
    for (Running& running : running_) {
        running.slots =
            std::max(running.slots, std::min(rules_of(running.job).slots, slots_.count()));
        used_slots_ += running.slots;
    }
}

void Scheduler::on(const event::Ended& ended, Instant) {
    const auto running = find_running(ended.job);
    assert(running != running_.end());
    const Reason sent = running->sent;
    release(running);
    if (!std::holds_alternative<FailedToStart>(ended.ending)) {
        failed_starts_ = 0;
    }

    const Outcome outcome = classify(ended.ending, ended.findings, sent);
    const bool was_preloaded = ended.findings.was_preloaded;
    const ScheduledJob& rules = rules_of(ended.job);
    State& state = state_of(ended.job);
    Tries& tries = state.tries;
    const bool will_retry = accepts_starts_ && is_retried(outcome, was_preloaded, tries,
                                                          {rules.retries, rules.oom_retries});
    actions_.emplace_back(action::Finish{ended.job, tries.attempts, outcome, sent, will_retry});
    if (will_retry) {
        if (outcome == Outcome::out_of_memory) {
            ++tries.out_of_memory;
            state.alone = true;
        } else if (outcome == Outcome::crashed && was_preloaded) {
            ++tries.crashes_of_preloaded;
        }
        enqueue(ended.job);
        return;
    }
    enter(ended.job, Phase::ended);
    if (is_success(outcome)) {
        succeed(ended.job);
    } else {
        fail(ended.job);
    }
}

void Scheduler::on(const event::Deferred& deferred, Instant now) {
    const auto running = find_running(deferred.job);
    assert(running != running_.end());
    const bool others_run = running_.size() > 1;
    const bool was_told_to_end = running->sent != Reason::none;
    const bool was_tried_enough = !others_run && failed_starts_ >= most_vain_starts;
    if (was_told_to_end || (was_tried_enough && accepts_starts_)) {
        on(event::Ended{deferred.job, deferred.failure, {}}, now);
        return;
    }
    release(running);
    if (!accepts_starts_) {
        enter(deferred.job, Phase::ended);
        actions_.emplace_back(action::Skip{deferred.job, Outcome::cancelled, at_fault_});
        return;
    }
    --state_of(deferred.job).tries.attempts;
    enqueue(deferred.job);
    const Instant since = counted(now);
    if (!others_run) {
        ++failed_starts_;
        retry_start_at_ = since + start_again_after;
    } else if (slots_.reduce_to(used_slots_, since)) {
        actions_.emplace_back(action::SlotsReduced{slots_.count(), deferred.failure});
    }
}

void Scheduler::succeed(JobId job) {
    for (const JobId next : successors_.of(job)) {
        leave(next);
    }
}

/// One thing less for which `later` has to wait.
void Scheduler::leave(JobId later) {
    State& state = state_of(later);
    if (--state.open_dependencies == 0 && state.phase == Phase::waiting) {
        enter(later, Phase::examining);
        actions_.emplace_back(action::Examine{later});
    }
}

/// Once an event has had all its consequences, so that what is skipped or cancelled for it is not
/// examined before.
void Scheduler::open_barriers() {
    for (const JobId job : ended_) {
        for (const BarrierId barrier : successors_.barriers_of(job)) {
            count_down(barrier);
        }
    }
    ended_.clear();
}

void Scheduler::count_down(BarrierId barrier) {
    if (--open_in_barrier_[index(barrier)] > 0) {
        return;
    }
    for (const JobId reader : successors_.of(barrier)) {
        leave(reader);
    }
}

void Scheduler::fail(JobId job) {
    skip_dependents(job);
    if (!rules_.keep_going && accepts_starts_) {
        cancel_waiting(job);
    }
}

void Scheduler::skip_dependents(JobId failed) {
    std::vector<JobId> blamed = {failed};
    for (std::size_t i = 0; i < blamed.size(); ++i) {
        for (const JobId later : successors_.of(blamed[i])) {
            if (state_of(later).phase == Phase::waiting) {
                enter(later, Phase::ended);
                actions_.emplace_back(action::Skip{later, Outcome::skipped, failed});
                blamed.push_back(later);
            }
        }
    }
}

void Scheduler::cancel_waiting(std::optional<JobId> because_of) {
    accepts_starts_ = false;
    at_fault_ = because_of;
    retry_start_at_.reset();
    slots_.close();
    ready_.clear();
    alone_.clear();
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const Phase phase = states_[i].phase;
        if (phase == Phase::waiting || phase == Phase::examining || phase == Phase::ready) {
            enter(JobId(i), Phase::ended);
            actions_.emplace_back(action::Skip{JobId(i), Outcome::cancelled, because_of});
        }
    }
}

void Scheduler::terminate(Running& running, Reason reason, Instant now) {
    if (running.sent != Reason::none) {
        return;
    }
    running.sent = reason;
    running.deadline = counted(now) + rules_of(running.job).grace;
    actions_.emplace_back(action::Signal{running.job, SIGTERM, reason});
}

void Scheduler::kill(Running& running) {
    if (!running.killed) {
        running.killed = true;
        running.deadline.reset();
        actions_.emplace_back(action::Signal{running.job, SIGKILL, running.sent});
    }
}

void Scheduler::on(const event::LogLimitReached& reached, Instant now) {
    const auto running = find_running(reached.job);
    if (running == running_.end()) {
        return;
    }
    if (running->sent == Reason::none) {
        terminate(*running, Reason::log_limit, now);
    } else {
        kill(*running);
    }
}

void Scheduler::on(const event::StopRequested&, Instant now) {
    ++stop_requests_;
    if (accepts_starts_) {
        cancel_waiting(std::nullopt);
    }
    for (Running& running : running_) {
        terminate(running, Reason::cancelled, now);
        if (stop_requests_ > 1) {
            kill(running);
        }
    }
}

void Scheduler::on(const event::Paused&, Instant now) {
    paused_since_ = counted(now);
}

void Scheduler::on(const event::Resumed&, Instant now) {
    if (!paused_since_) {
        return;
    }
    const Duration pause = now - *paused_since_;
    paused_since_.reset();
    for (Running& running : running_) {
        if (running.deadline) {
            *running.deadline += pause;
        }
    }
    if (retry_start_at_) {
        *retry_start_at_ += pause;
    }
    slots_.postpone(pause);
}

void Scheduler::on(const event::Tick&, Instant now) {
    if (paused_since_) {
        return;
    }
    if (retry_start_at_ && *retry_start_at_ <= now) {
        retry_start_at_.reset();
    }
    if (slots_.restored_at() && *slots_.restored_at() <= now) {
        restore_slot();
    }
    for (Running& running : running_) {
        if (!running.deadline || *running.deadline > now) {
            continue;
        }
        if (running.sent == Reason::none) {
            terminate(running, Reason::timeout, now);
        } else {
            kill(running);
        }
    }
}

} // namespace docbuild
