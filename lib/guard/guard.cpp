#include "lib/guard/guard.hpp"

#include "lib/disk/files.hpp"
#include "lib/guard/guard_process.hpp"
#include "lib/text/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <poll.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace docbuild {

namespace {

constexpr unsigned most_starts = 10; // whatever ends it that often will go on doing so
constexpr int longest_wait = 1000;   // ms; somebody has stopped it
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

/// The two ends of a pipe, neither for builders: one holds them until it is executed. Not open
/// where the system has none.
struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) == 0) {
            reading = Descriptor(ends[0]);
            writing = Descriptor(ends[1]);
            ::fcntl(reading.get(), F_SETFD, FD_CLOEXEC);
            ::fcntl(writing.get(), F_SETFD, FD_CLOEXEC);
        }
    }

    Descriptor reading;
    Descriptor writing;
};

void wait_for_end_of_file(int descriptor) {
    pollfd asked{descriptor, POLLIN, 0};
    without_interruption([&] { return ::poll(&asked, 1, longest_wait); });
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
    Pipe life;
    Pipe untold;
    if (!life.writing.is_open() || !untold.writing.is_open()) {
        warn_once(system_message("pipe", "to the guard", errno) + without_it);
        return;
    }
    const pid_t process = fork_without_signals();
    if (process == 0) {
        be_guard({life.reading.get(), lock_, untold.writing.get()}, table_, run_);
    }
    if (process < 0) {
        warn_once(system_message("fork", "the guard", errno) + without_it);
        return;
    }
    process_ = process;
    lifeline_ = std::move(life.writing);
    untold.writing.reset();
    wait_for_end_of_file(untold.reading.get()); // no builder is to be there without a lock
    reaper_.watch(process, {[this](const Ending&, const Usage&) { ended(); }, [](bool) {}});
}

void Guard::ended() {
    process_ = 0;
    if (is_dismissed_) {
        return;
    }
    if (starts_ == most_starts) {
        warn_("the guard process keeps dying" + std::string(without_it));
        return;
    }
    warn_once("the guard process, which ends builders when docbuild is killed, died; restarted it");
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
    if (process_ != 0 && ::kill(process_, SIGKILL) != 0) {
        process_ = 0; // it would be waited for in vain
    }
}

} // namespace docbuild
