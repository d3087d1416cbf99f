#include "lib/run/guard.hpp"

#include "lib/core/error.hpp"
#include "lib/run/guard_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace docbuild {

namespace {

constexpr unsigned most_starts = 10; // whatever ends it that often will go on doing so
constexpr const char* without_it = "; if docbuild is killed, its builders go on";

/// No signal comes to the child before it ignores them: the driver's handlers would write into what
/// the two share.
pid_t fork_without_signals() {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t process = ::fork();
    if (process != 0) {
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
    }
    return process;
}

} // namespace

Guard::Guard(Reaper& reaper, int lock, std::string run, Warn warn)
    : reaper_(reaper), lock_(lock), run_(std::move(run)), warn_(std::move(warn)) {}

void Guard::expect_builder() {
    if (!is_expected_) {
        is_expected_ = true;
        start();
    }
}

void Guard::start() {
    ++starts_;
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        warn_once(system_message("pipe", "to the guard", errno) + without_it);
        return;
    }
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    ::fcntl(reading.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(writing.get(), F_SETFD, FD_CLOEXEC); // a builder holds it until it is executed
    const pid_t process = fork_without_signals();
    if (process == 0) {
        be_guard(reading.get(), lock_, table_, run_);
    }
    if (process < 0) {
        warn_once(system_message("fork", "the guard", errno) + without_it);
        return;
    }
    process_ = process;
    lifeline_ = std::move(writing);
    reaper_.watch(process, {[this](const Ending&, const Usage&) { ended(); }, [](bool) {}});
}

void Guard::ended() {
    process_ = 0;
    if (is_dismissed_) {
        return;
    }
    if (starts_ == most_starts) {
        warn_("the guard was ended again and again" + std::string(without_it));
        return;
    }
    warn_once("the guard, which ends builders when docbuild is killed, has died; another takes its "
              "place");
    start();
}

void Guard::warn_once(const std::string& message) {
    if (!has_warned_) {
        has_warned_ = true;
        warn_(message);
    }
}

/// By SIGKILL rather than by a word through the pipe: so a guard that was stopped delays nothing.
void Guard::dismiss() {
    is_dismissed_ = true;
    if (process_ != 0) {
        ::kill(process_, SIGKILL);
    }
}

} // namespace docbuild
