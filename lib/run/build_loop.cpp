#include "lib/run/build_loop.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace docbuild {

namespace {

/// Errors of fork(2) and open(2) that go away when less runs at once.
bool lacks_room(const FailedToStart& failure) {
    return failure.error_number == EAGAIN || failure.error_number == ENOMEM ||
           failure.error_number == EMFILE || failure.error_number == ENFILE;
}

/// nohup(1) has SIGHUP ignored, and expects that to stay.
bool is_ignored(int signal) {
    struct sigaction current {};
    return ::sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

} // namespace

BuildLoop::BuildLoop(Parts parts, Scheduler scheduler)
    : parts_(std::move(parts)), scheduler_(std::move(scheduler)),
      launcher_(parts_.make_launcher(builder_events())), stop_signals_(parts_.context),
      timer_(parts_.context) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (!is_ignored(signal)) {
            stop_signals_.add(signal);
        }
    }
    wait_for_signals();
}

int BuildLoop::run() {
    try {
        post(event::Begin{});
        while (!scheduler_.is_done()) {
            wait_for_event();
        }
        end_leftovers();
        end_batch();
    } catch (...) {
        end_batch();
        for (const JobId job : parts_.attempts.running()) {
            launcher_->signal(job, SIGKILL);
        }
        parts_.leftovers.kill();
        parts_.events.flush();
        throw;
    }
    return finish();
}

/// What is to be remembered and told waits until nothing else is to do, so that no slot stays
/// empty for it.
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
    if (parts_.context.poll_one() == 0) {
        end_batch();
        parts_.events.flush();
        arm_timer();
        parts_.context.run_one();
    }
}

void BuildLoop::end_leftovers() {
    parts_.leftovers.look();
    while (!parts_.leftovers.are_gone()) {
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
}

void BuildLoop::carry_out(const action::Examine& examine) {
    const bool is_stale = parts_.rebuild || parts_.examiner.examine(examine.job).is_stale;
    post(event::Examined{examine.job, is_stale});
}

void BuildLoop::carry_out(const action::Start& start) {
    auto begun = parts_.attempts.begin(start.job, start.attempt);
    if (const auto* failure = std::get_if<FailedToStart>(&begun)) {
        builder_failed(start.job, *failure);
        return;
    }
    auto& request = std::get<BuilderRequest>(begun);
    parts_.leftovers.prepare(request, parts_.examiner.plan().name_of(start.job).text());
    launcher_->launch(request);
}

void BuildLoop::carry_out(const action::Signal& signal) {
    launcher_->signal(signal.job, signal.signal);
    parts_.leftovers.signalled(signal.job);
}

void BuildLoop::carry_out(const action::Finish& finish) {
    const JobFinished event = parts_.attempts.finish(finish.job, finish.outcome, finish.will_retry);
    if (!finish.will_retry) {
        ++counts_[finish.outcome];
        if (!is_success(finish.outcome)) {
            failures_.emplace(finish.job, finish.outcome);
        }
    }
    parts_.events.tell(event);
}

void BuildLoop::carry_out(const action::Skip& skip) {
    ++counts_[skip.outcome];
    const Plan& plan = parts_.examiner.plan();
    JobSkipped event{plan.name_of(skip.job), skip.outcome, "up to date", {}, expected(skip.job)};
    if (skip.because_of) {
        event.because_of = plan.name_of(*skip.because_of).text();
        const auto fault = failures_.find(*skip.because_of);
        const std::string how(
            name_of(fault == failures_.end() ? Outcome::cancelled : fault->second));
        event.reason =
            skip.outcome == Outcome::skipped
                ? fmt::format("it comes after {} ({})", event.because_of, how)
                : fmt::format("nothing more is started after {} ({})", event.because_of, how);
    } else if (skip.outcome == Outcome::cancelled) {
        event.reason = "stopped by " + signal_name(stopped_by_);
    }
    parts_.events.tell(event);
}

void BuildLoop::carry_out(const action::SlotsReduced& reduced) {
    parts_.events.tell(Warning{
        fmt::format("{}: {}; from now on at most {} at once", reduced.failure.call,
                    std::strerror(reduced.failure.error_number),
                    reduced.slots == 1 ? "one builder" : fmt::format("{} builders", reduced.slots)),
        {}});
}

BuilderEvents BuildLoop::builder_events() {
    return {[this](JobId job, int process) {
                parts_.leftovers.started(job, process);
                const Attempt& attempt = parts_.attempts.started(job, process);
                parts_.events.tell(JobStarted{parts_.examiner.plan().name_of(job), attempt.number,
                                              process, attempt.log.path, expected(job)});
            },
            [this](JobId job, const Ending& ending, const Usage& usage) {
                const Attempt& attempt = parts_.attempts.ended(job, ending, usage);
                parts_.attempts.leaked(job, parts_.leftovers.ended(job));
                post(event::Ended{job, ending, attempt.findings});
            },
            [this](JobId job, const FailedToStart& failure) { builder_failed(job, failure); },
            [this](JobId job, bool stopped) {
                parts_.events.tell(
                    Warning{stopped ? "its builder was stopped by somebody else; its time limit "
                                      "goes on counting"
                                    : "its builder goes on",
                            parts_.examiner.plan().name_of(job).text()});
            }};
}

void BuildLoop::builder_failed(JobId job, const FailedToStart& failure) {
    const Attempt& attempt = parts_.attempts.ended(job, failure, {});
    parts_.leftovers.failed(job);
    if (lacks_room(failure)) {
        post(event::Deferred{job, failure});
    } else {
        post(event::Ended{job, failure, attempt.findings});
    }
}

void BuildLoop::wait_for_signals() {
    stop_signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (!error) {
            wait_for_signals();
            stop(signal);
        }
    });
}

void BuildLoop::stop(int signal) {
    const bool is_first = stopped_by_ == 0;
    stopped_by_ = is_first ? signal : stopped_by_;
    if (is_first && (scheduler_.running() > 0 || !parts_.leftovers.are_gone())) {
        parts_.events.tell(
            Warning{fmt::format("{}: ending what is running; once more ends it at once",
                                signal_name(signal)),
                    {}});
    }
    post(event::StopRequested{});
    if (!is_first) {
        parts_.leftovers.kill();
    }
}

void BuildLoop::arm_timer() {
    std::optional<Instant> next = scheduler_.next_deadline();
    for (const auto& due : {parts_.leftovers.next_look(), parts_.events.next_tick()}) {
        if (due && (!next || *due < *next)) {
            next = due;
        }
    }
    if (next == armed_for_) {
        return;
    }
    armed_for_ = next;
    if (!next) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(parts_.clock.until(*next));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            on_timer();
        }
    });
}

void BuildLoop::on_timer() {
    armed_for_.reset();
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
    std::size_t failed = 0;
    for (const auto& [outcome, count] : counts_) {
        failed += is_failure(outcome) ? count : 0;
    }
    const auto status = failed > 0 ? ExitStatus::job_failed : ExitStatus::success;
    const int exit = stopped_by_ > 0 ? static_cast<int>(ExitStatus::signal_base) + stopped_by_
                                     : static_cast<int>(status);
    parts_.events.tell(RunFinished{counts_, exit, parts_.events.elapsed()});
    parts_.events.flush();
    return exit;
}

std::optional<Duration> BuildLoop::expected(JobId job) const {
    const Duration last = parts_.examiner.record_of(job).built_in;
    return last > Duration{} ? std::optional(last) : std::nullopt;
}

} // namespace docbuild
