#include "lib/build/build_loop.hpp"

#include "lib/process/group_memory.hpp"
#include "lib/text/error.hpp"
#include "lib/wording/notices.hpp"
#include "lib/wording/skip_reason.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace docbuild {

BuildLoop::BuildLoop(Parts parts, Scheduler scheduler)
    : parts_(std::move(parts)), scheduler_(std::move(scheduler)), missing_(parts_.examiner) {}

int BuildLoop::run() {
    try {
        post(event::Begin{});
        while (!scheduler_.is_done()) {
            wait_for_event();
        }
        end_leftovers();
        end_batch();
        parts_.store.retry_lost_writes();
    } catch (...) {
        for (const JobId job : parts_.attempts.running()) {
            parts_.launcher->signal(job, SIGKILL);
        }
        parts_.leftovers.kill();
        end_batch();
        parts_.store.retry_lost_writes();
        parts_.events.flush();
        throw;
    }
    return finish();
}

/// Saving and reporting wait until there is nothing else to do, so that no slot stays empty in the
/// meantime.
void BuildLoop::begin_batch() {
    if (!is_in_batch_) {
        is_in_batch_ = true;
        parts_.store.begin_batch();
    }
}

void BuildLoop::end_batch() {
    if (is_in_batch_) {
        is_in_batch_ = false;
        parts_.store.end_batch();
    }
}

void BuildLoop::wait_for_event() {
    Woken woken = parts_.around.poll();
    if (woken == Woken::by_nothing) {
        end_batch();
        parts_.events.flush();
        woken = parts_.around.wait(next_due());
    }
    if (woken == Woken::by_time) {
        handle_due();
    }
}

void BuildLoop::end_leftovers() {
    parts_.launcher->close();
    parts_.leftovers.look();
    while (!parts_.leftovers.are_gone() || !parts_.launcher->is_closed()) {
        wait_for_event();
    }
}

void BuildLoop::post(SchedulerEvent event) {
    pending_.push_back(std::move(event));
    if (is_draining_) {
        return;
    }
    is_draining_ = true;
    begin_batch();
    while (!pending_.empty()) {
        const SchedulerEvent next = std::move(pending_.front());
        pending_.pop_front();
        for (const Action& action : scheduler_.handle(next, parts_.clock.now())) {
            std::visit([this](const auto& what) { carry_out(what); }, action);
        }
    }
    is_draining_ = false;
    tell_reduction();
}

void BuildLoop::carry_out(const action::Examine& examine) {
    const Examination found = parts_.rebuild ? Examination{} : parts_.examiner.examine(examine.job);
    if (!found.own_files.empty()) {
        parts_.events.tell(
            Warning{changed_by_itself(found.own_files), parts_.plan.name_of(examine.job).text()});
    }
    post(event::Examined{examine.job, found.is_stale});
}

void BuildLoop::carry_out(const action::Start& start) {
    auto begun = parts_.attempts.begin(start.job, start.attempt, start.without_preload);
    if (const auto* failure = std::get_if<FailedToStart>(&begun)) {
        fail_to_start(start.job, *failure);
        return;
    }
    auto& request = std::get<BuilderRequest>(begun);
    parts_.leftovers.prepare(request, parts_.plan.name_of(start.job).text());
    parts_.launcher->launch(request);
}

/// A stopped process handles SIGTERM only after SIGCONT.
void BuildLoop::carry_out(const action::Signal& signal) {
    parts_.attempts.ended_for(signal.job, signal.why);
    if (signal.signal == SIGKILL) {
        parts_.attempts.killed(signal.job);
    }
    if (signal.signal == SIGTERM && stopped_.erase(signal.job) > 0) {
        parts_.events.tell(BuilderContinued{parts_.plan.name_of(signal.job), /*is_to_end=*/true});
    }
    parts_.launcher->signal(signal.job, signal.signal);
    if (signal.signal == SIGTERM) {
        parts_.launcher->signal(signal.job, SIGCONT);
    }
    parts_.leftovers.signalled(signal.job);
}

void BuildLoop::carry_out(const action::Finish& finish) {
    const JobFinished event = parts_.attempts.finish(finish.job, finish.outcome, finish.will_retry,
                                                     missing_.before(finish.job));
    if (!finish.will_retry && !is_success(finish.outcome)) {
        missing_.note(finish.job, finish.outcome);
    }
    parts_.events.tell(event);
}

void BuildLoop::carry_out(const action::Skip& skip) {
    SkipCause cause{{}, {}, stopped_by_};
    if (skip.because_of) {
        cause.culprit = parts_.plan.name_of(skip.because_of->job).text();
        cause.culprit_outcome = skip.because_of->outcome;
    }
    if (skip.outcome == Outcome::skipped) {
        missing_.note(skip.job, skip.outcome);
    } else if (skip.outcome == Outcome::up_to_date) {
        const MissingBefore& missing = parts_.examiner.record_of(skip.job).success->missing;
        cause.missing = missing.jobs;
        cause.more_missing = missing.more;
    }
    parts_.events.tell(JobSkipped{parts_.plan.name_of(skip.job), skip.outcome,
                                  skip_reason(skip.outcome, cause), cause.culprit,
                                  expected(skip.job)});
}

/// Warns after all starts have been tried, since many may fail at once, and only once per run,
/// since resources come and go with other programs.
void BuildLoop::tell_reduction() {
    if (!reduced_ || std::exchange(is_reduction_told_, true)) {
        return;
    }
    parts_.events.tell(slots_reduced(reduced_->failure, reduced_->slots));
}

void BuildLoop::handle(const LauncherEvent& event) {
    std::visit([this](const auto& what) { on(what); }, event);
}

void BuildLoop::on(const launcher_event::GivenUp& event) {
    parts_.attempts.killed(event.job);
    parts_.leftovers.signalled(event.job);
}

void BuildLoop::on(const launcher_event::HasGroup& event) {
    parts_.leftovers.ends_by_itself(event.group);
}

void BuildLoop::on(const launcher_event::Started& event) {
    parts_.leftovers.started(event.job, event.process);
    const Attempt& attempt = parts_.attempts.started(event.job, event.process, event.is_preloaded);
    parts_.around.watch_log(event.job, attempt.log.file.get(), attempt.log_limit);
    parts_.events.tell(JobStarted{parts_.plan.name_of(event.job), attempt.number, event.process,
                                  attempt.log.path, expected(event.job), event.is_preloaded});
    post(docbuild::event::Started{event.job});
}

void BuildLoop::on(const launcher_event::Ended& event) {
    stopped_.erase(event.job);
    parts_.around.forget_log(event.job);
    const Attempt& attempt = parts_.attempts.ended(event.job, event.ending, event.usage);
    parts_.attempts.leaked(event.job, parts_.leftovers.ended(event.job));
    if (!attempt.log_restored.empty()) {
        parts_.events.tell(Warning{attempt.log_restored, parts_.plan.name_of(event.job).text()});
    }
    post(docbuild::event::Ended{event.job, event.ending, attempt.findings});
}

/// The SIGCONT that follows each SIGTERM fails for the same reason.
void BuildLoop::on(const launcher_event::NotSignalled& event) {
    if (event.signal != SIGCONT) {
        parts_.events.tell(
            not_signalled(parts_.plan.name_of(event.job), event.signal, event.error));
    }
}

/// Stops and resumes initiated by docbuild are not reported.
void BuildLoop::on(const launcher_event::StoppedOrContinued& event) {
    const JobName& name = parts_.plan.name_of(event.job);
    if (event.is_stopped && stopped_.insert(event.job).second) {
        parts_.events.tell(BuilderStopped{name});
    } else if (!event.is_stopped && stopped_.erase(event.job) > 0) {
        parts_.events.tell(BuilderContinued{name});
    }
}

void BuildLoop::log_outgrown(JobId job) {
    parts_.attempts.log_outgrown(job);
    post(event::LogLimitReached{job});
}

void BuildLoop::fail_to_start(JobId job, const FailedToStart& failure) {
    const Attempt& attempt = parts_.attempts.ended(job, failure, {});
    parts_.leftovers.failed(job);
    post(event::Ended{job, failure, attempt.findings});
}

void BuildLoop::stop(int signal) {
    const bool is_first = stopped_by_ == 0;
    stopped_by_ = is_first ? signal : stopped_by_;
    if (is_first && (scheduler_.running() > 0 || !parts_.leftovers.are_gone())) {
        parts_.events.tell(stopping_builders(signal));
    }
    post(event::StopRequested{});
    if (!is_first) {
        parts_.leftovers.kill();
    }
}

/// Stops all builders, then this process, and resumes them on SIGCONT. Builders stopped by someone
/// else stay stopped.
void BuildLoop::pause(int signal) {
    post(event::Paused{});
    parts_.clock.pause();
    signal_builders(SIGSTOP);
    parts_.events.tell(RunPaused{signal});
    end_batch();
    parts_.events.flush();
    parts_.around.stop_driver();
    const Duration pause = parts_.clock.resume();
    signal_builders(SIGCONT);
    parts_.events.tell(RunResumed{pause});
    parts_.events.flush();
    post(event::Resumed{});
}

void BuildLoop::signal_builders(int signal) {
    for (const JobId job : parts_.attempts.running()) {
        if (!stopped_.contains(job)) {
            parts_.launcher->signal(job, signal);
        }
    }
}

void BuildLoop::tell_status() {
    StatusAsked status{{}, scheduler_.ready(), scheduler_.waiting()};
    const auto memory = memory_of_groups();
    for (const JobId job : parts_.attempts.running()) {
        const JobName name = parts_.plan.name_of(job);
        const int process = parts_.attempts.of(job).process;
        const auto own = memory.find(process);
        status.builders.push_back({name, process,
                                   own == memory.end() ? std::nullopt : std::optional(own->second),
                                   parts_.progress_of(name)});
    }
    parts_.events.tell(status);
}

std::optional<Instant> BuildLoop::next_due() const {
    return earliest(
        {scheduler_.next_deadline(), parts_.leftovers.next_look(), parts_.events.next_tick()});
}

void BuildLoop::handle_due() {
    const auto deadline = scheduler_.next_deadline();
    if (deadline && *deadline <= parts_.clock.now()) {
        post(event::Tick{});
    }
    const auto look = parts_.leftovers.next_look();
    if (look && *look <= parts_.clock.now()) {
        parts_.leftovers.look();
    }
    parts_.events.tick();
}

int BuildLoop::finish() {
    const auto& counts = scheduler_.counts();
    const bool has_failed = std::any_of(counts.begin(), counts.end(),
                                        [](const auto& count) { return is_failure(count.first); });
    const auto status = has_failed ? ExitStatus::job_failed : ExitStatus::success;
    const int exit = stopped_by_ > 0 ? static_cast<int>(ExitStatus::signal_base) + stopped_by_
                                     : static_cast<int>(status);
    parts_.events.tell(RunFinished{counts, exit, parts_.events.elapsed()});
    parts_.events.flush();
    return exit;
}

std::optional<Duration> BuildLoop::expected(JobId job) const {
    const Duration last = parts_.examiner.record_of(job).built_in;
    return last > Duration{} ? std::optional(last) : std::nullopt;
}

} // namespace docbuild
