#include "lib/schedule/scheduler.hpp"

#include "lib/text/error.hpp"

#include <algorithm>
#include <cassert>
#include <csignal>

namespace docbuild {

namespace {

using namespace std::chrono_literals;

/// While no builder can be started at all, starts are retried at this interval. The number of tries
/// is shared by all jobs.
constexpr Duration start_again_after = 500ms;
constexpr unsigned most_failed_starts = 20;

} // namespace

Scheduler::Scheduler(std::vector<ScheduledJob> jobs, SchedulerRules rules,
                     std::span<const ScheduledBarrier> barriers)
    : jobs_(std::move(jobs)), rules_(rules), states_(jobs_.size()), prerequisites_(jobs_, barriers),
      ready_(remaining_paths(jobs_, prerequisites_.successors())), slots_(rules.slots) {
    assert(rules_.slots > 0);
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
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
    const auto restored = ready_.empty() ? std::nullopt : slots_.restored_at();
    return earliest({retry_start_at_, restored, running_.next_deadline()});
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
    std::vector<JobId> free;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
        if (prerequisites_.are_met(JobId(i))) {
            free.push_back(JobId(i));
        }
    }
    examine(free);
}

void Scheduler::on(const event::Examined& examined, Instant) {
    if (state_of(examined.job).phase != Phase::examining) {
        return; // it was cancelled in the meantime
    }
    if (examined.is_stale) {
        enqueue(examined.job);
        return;
    }
    skip(examined.job, Outcome::up_to_date, std::nullopt);
    examine(prerequisites_.succeeded(examined.job));
}

void Scheduler::start_ready(Instant now) {
    const bool knows_all_ready_jobs = examining_ == 0; // one with a longer path may still turn up
    while (knows_all_ready_jobs && accepts_starts_ && !paused_since_ && !retry_start_at_) {
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
        if (running_.used_slots() + wanted > slots_.count()) {
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
    RunningBuilder running{job, std::min(rules_of(job).slots, slots_.count()), Reason::none, false,
                           std::nullopt};
    if (rules_of(job).timeout) {
        running.deadline = now + *rules_of(job).timeout;
    }
    running_.add(running);
    actions_.emplace_back(
        action::Start{job, state.tries.attempts, state.tries.crashes_of_preloaded > 0});
}

void Scheduler::on(const event::Started& started, Instant now) {
    RunningBuilder* running = running_.find(started.job);
    if (running == nullptr) {
        return;
    }
    const Instant since = counted(now);
    if (running->deadline && running->sent == Reason::none) {
        running->deadline = since + *rules_of(started.job).timeout;
    }
    slots_.started(running_.used_slots() >= slots_.count(), since);
}

void Scheduler::on(const event::Ended& ended, Instant now) {
    const RunningBuilder* running = running_.find(ended.job);
    assert(running != nullptr);
    if (const auto* failure = std::get_if<FailedToStart>(&ended.ending)) {
        if (is_resource_shortage(failure->error_number) && defer(*running, *failure, now)) {
            return;
        }
    } else {
        failed_starts_ = 0;
    }
    const Reason sent = running->sent;
    running_.remove(ended.job);

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
    end(ended.job, outcome);
    if (is_success(outcome)) {
        examine(prerequisites_.succeeded(ended.job));
        return;
    }
    const action::Culprit culprit{ended.job, outcome};
    skip_dependents(culprit);
    if (!rules_.keep_going && accepts_starts_) {
        cancel_waiting(culprit);
    }
}

/// Defers a job that could not be started for lack of resources. Returns false if it has been
/// deferred too often, or was signalled while it waited.
bool Scheduler::defer(const RunningBuilder& running, const FailedToStart& failure, Instant now) {
    const JobId job = running.job;
    const bool others_run = running_.size() > 1;
    const bool was_tried_enough = !others_run && failed_starts_ >= most_failed_starts;
    if (running.sent != Reason::none || (was_tried_enough && accepts_starts_)) {
        return false;
    }
    running_.remove(job);
    if (!accepts_starts_) {
        skip(job, Outcome::cancelled, at_fault_);
        return true;
    }
    --state_of(job).tries.attempts;
    enqueue(job);
    const Instant since = counted(now);
    if (!others_run) {
        ++failed_starts_;
        retry_start_at_ = since + start_again_after;
    } else if (slots_.reduce_to(running_.used_slots(), since)) {
        actions_.emplace_back(action::SlotsReduced{slots_.count(), failure});
    }
    return true;
}

void Scheduler::end(JobId job, Outcome outcome) {
    enter(job, Phase::ended);
    ++counts_[outcome];
}

void Scheduler::skip(JobId job, Outcome outcome, const std::optional<action::Culprit>& because_of) {
    end(job, outcome);
    actions_.emplace_back(action::Skip{job, outcome, because_of});
}

void Scheduler::examine(const std::vector<JobId>& freed) {
    for (const JobId job : freed) {
        if (state_of(job).phase == Phase::waiting) {
            enter(job, Phase::examining);
            actions_.emplace_back(action::Examine{job});
        }
    }
}

/// Runs after all other consequences of an event, so that jobs about to be skipped or cancelled are
/// not examined first.
void Scheduler::open_barriers() {
    for (const JobId job : ended_) {
        examine(prerequisites_.ended(job));
    }
    ended_.clear();
}

void Scheduler::skip_dependents(const action::Culprit& culprit) {
    std::vector<JobId> blamed = {culprit.job};
    for (std::size_t i = 0; i < blamed.size(); ++i) {
        for (const JobId later : prerequisites_.successors().of(blamed[i])) {
            if (state_of(later).phase == Phase::waiting) {
                skip(later, Outcome::skipped, culprit);
                blamed.push_back(later);
            }
        }
    }
}

void Scheduler::cancel_waiting(const std::optional<action::Culprit>& because_of) {
    accepts_starts_ = false;
    at_fault_ = because_of;
    retry_start_at_.reset();
    slots_.close();
    ready_.clear();
    alone_.clear();
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const Phase phase = states_[i].phase;
        if (phase == Phase::waiting || phase == Phase::examining || phase == Phase::ready) {
            skip(JobId(i), Outcome::cancelled, because_of);
        }
    }
}

void Scheduler::terminate(RunningBuilder& running, Reason reason, Instant now) {
    if (running.sent != Reason::none) {
        return;
    }
    running.sent = reason;
    running.deadline = counted(now) + rules_of(running.job).grace;
    actions_.emplace_back(action::Signal{running.job, SIGTERM, reason});
}

void Scheduler::kill(RunningBuilder& running) {
    if (!running.killed) {
        running.killed = true;
        running.deadline.reset();
        actions_.emplace_back(action::Signal{running.job, SIGKILL, running.sent});
    }
}

void Scheduler::on(const event::LogLimitReached& reached, Instant now) {
    RunningBuilder* running = running_.find(reached.job);
    if (running == nullptr) {
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
    for (RunningBuilder& running : running_) {
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
    running_.postpone(pause);
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
        slots_.restore();
        running_.widen(jobs_, slots_.count());
    }
    for (RunningBuilder& running : running_) {
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
