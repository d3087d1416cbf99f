#include "lib/process/reaper.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace docbuild {

namespace {

Duration duration_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

/// ru_maxrss is in kilobytes, but on macOS in bytes (getrusage(2) of each).
Bytes peak_memory(const rusage& usage) {
#ifdef __APPLE__
    return Bytes{static_cast<std::uint64_t>(usage.ru_maxrss)};
#else
    return Bytes{static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
#endif
}

} // namespace

Reaper::Reaper(boost::asio::io_context& context, const RunClock& clock)
    : clock_(clock), child_signal_(context, SIGCHLD) {
    wait_for_signal();
}

void Reaper::watch(pid_t process, Watch watch, Instant since) {
    children_.emplace(process, Child{std::move(watch), since});
}

void Reaper::watch(pid_t process, Watch watch) {
    this->watch(process, std::move(watch), now());
}

void Reaper::wait_for_signal() {
    child_signal_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) {
            wait_for_signal();
            reap();
        }
    });
}

void Reaper::reap() {
    std::vector<Ended> ended;
    for (;;) {
        int status = 0;
        rusage usage{};
        const pid_t process = without_interruption(
            [&] { return ::wait4(-1, &status, WNOHANG | WUNTRACED | WCONTINUED, &usage); });
        if (process == 0 || (process < 0 && errno == ECHILD)) {
            break;
        }
        if (process < 0) {
            throw WorkError(system_message("wait4", "any child", errno));
        }
        take(process, status, usage, ended);
    }
    std::stable_partition(ended.begin(), ended.end(), [](const Ended& one) {
        const auto* signalled = std::get_if<Signalled>(&one.ending);
        return signalled != nullptr && signalled->signal == SIGKILL;
    });
    for (const Ended& one : ended) {
        one.child.watch.ended(one.ending, one.usage);
    }
}

Ending ending_of(int wait_status) {
    return WIFSIGNALED(wait_status) ? Ending(Signalled{WTERMSIG(wait_status)})
                                    : Ending(Exited{WEXITSTATUS(wait_status)});
}

void Reaper::take(pid_t process, int status, const rusage& usage, std::vector<Ended>& ended) {
    const auto found = children_.find(process);
    if (found == children_.end()) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            stranger_ended_();
        }
        return;
    }
    if (WIFSTOPPED(status) || WIFCONTINUED(status)) {
        found->second.watch.stopped_or_continued(WIFSTOPPED(status));
        return;
    }
    Child child = std::move(found->second);
    children_.erase(found);
    const Duration wall = now() - child.since;
    ended.push_back({std::move(child), ending_of(status),
                     Usage{wall, duration_of(usage.ru_utime), duration_of(usage.ru_stime),
                           peak_memory(usage)}});
}

} // namespace docbuild
