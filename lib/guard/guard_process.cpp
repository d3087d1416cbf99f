#include "lib/guard/guard_process.hpp"

#include "lib/disk/files.hpp"
#include "lib/process/builder_tag.hpp"
#include "lib/process/group_end.hpp"
#include "lib/process/process_scan.hpp"
#include "lib/process/this_process.hpp"
#include "lib/state/build_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <ctime>
#include <limits>

namespace docbuild {

namespace {

using namespace std::chrono_literals;

constexpr int kept_pipe = 3;
constexpr int kept_lock = 4;
constexpr int last_signal = 31;
constexpr Duration shortest_nap = 10ms;
constexpr Duration longest_nap = 250ms;

/// Nothing but SIGKILL ends the guard: who interrupts a build from the terminal, or stops it, means
/// the driver. A mistake of its own does.
void ignore_signals() {
    for (int signal = 1; signal <= last_signal; ++signal) {
        const bool is_own_mistake = signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
                                    signal == SIGILL || signal == SIGABRT || signal == SIGSYS;
        ::signal(signal, is_own_mistake || signal == SIGCHLD ? SIG_DFL : SIG_IGN);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// All but the three and the standard streams, so that there is room to move them.
void close_others(GuardDescriptors descriptors) {
    std::array kept = {descriptors.pipe, descriptors.lock, descriptors.untold};
    std::sort(kept.begin(), kept.end());
    int first = STDERR_FILENO + 1;
    for (const int descriptor : kept) {
        close_descriptors(first, descriptor);
        first = std::max(first, descriptor + 1);
    }
    close_descriptors(first, std::numeric_limits<int>::max());
}

/// A guard that does not hold what it needs must not act: the driver starts another.
int checked(int descriptor) {
    if (descriptor < 0) {
        ::_exit(1);
    }
    return descriptor;
}

/// Puts them where they stay, and takes the lock at once. To close a descriptor of the lock's file
/// drops the lock: none of them is left by then.
void take_over(GuardDescriptors descriptors) {
    close_others(descriptors);
    const auto [pipe, lock, untold] = descriptors; // each may be in another's place
    const int high_pipe = checked(::fcntl(pipe, F_DUPFD, kept_lock + 1));
    const int high_lock = checked(::fcntl(lock, F_DUPFD, kept_lock + 1));
    const int high_untold = checked(::fcntl(untold, F_DUPFD, kept_lock + 1));
    ::close(lock);
    checked(::dup2(high_pipe, kept_pipe));
    checked(::dup2(high_lock, kept_lock));
    ::close(high_lock);
    lock_as_guard(kept_lock);
    if (untold != kept_pipe && untold != kept_lock) {
        ::close(untold);
    }
    ::close(high_untold);
}

/// Holds nothing of the driver's but the two: no terminal, no directory, no other file.
void let_go() {
    ::setsid();
    ignore_signals();
    const bool left = ::chdir("/") == 0;
    const int null = ::open("/dev/null", O_RDWR);
    for (int stream = STDIN_FILENO; left && stream <= STDERR_FILENO; ++stream) {
        ::dup2(null, stream);
    }
    close_descriptors(kept_lock + 1, std::numeric_limits<int>::max());
    set_process_name("docbuild-guard");
}

void sleep_until_driver_is_gone() {
    char byte = 0;
    while (without_interruption([&] { return ::read(kept_pipe, &byte, 1); }) > 0) {
    }
}

struct LivingProcess {
    pid_t process;
    pid_t group;
};

/// Where the system tells; zombies, which wait for init, left out.
std::vector<LivingProcess> living_processes() {
    std::vector<LivingProcess> living;
    for (const pid_t process : all_processes()) {
        const auto stat = stat_of(process);
        if (stat && !stat->has_ended() && process != ::getpid()) {
            living.push_back({process, stat->group});
        }
    }
    return living;
}

/// What is left of a run whose driver is gone.
class Orphans {
  public:
    Orphans(std::vector<GuardTable::Entry> groups, std::string_view run)
        : groups_(std::move(groups)), run_(run) {
        for (const GuardTable::Entry& entry : groups_) {
            longest_grace_ = std::max(longest_grace_, entry.grace);
        }
    }

    void ask_to_end() const {
        for (const GuardTable::Entry& entry : groups_) {
            send_to_end(-entry.group, SIGTERM);
        }
        signal_strays(living_processes(), SIGTERM);
    }

    /// Kills what has had its time; how many are left.
    std::size_t kill_after(Duration since) {
        const auto living = living_processes();
        std::erase_if(groups_, [&](const auto& entry) { return !lives(entry.group, living); });
        for (const GuardTable::Entry& entry : groups_) {
            if (since >= entry.grace) {
                send_to_end(-entry.group, SIGKILL);
            }
        }
        if (living.empty()) { // a zombie cannot be told from what lives: nothing to be waited for
            std::erase_if(groups_, [since](const auto& entry) { return since >= entry.grace; });
        }
        return groups_.size() + signal_strays(living, since >= longest_grace_ ? SIGKILL : 0);
    }

    /// Until the next of them has had its time.
    Duration wait_after(Duration since) const {
        Duration wait = since < longest_grace_ ? longest_grace_ - since : longest_nap;
        for (const GuardTable::Entry& entry : groups_) {
            wait = since < entry.grace ? std::min(wait, entry.grace - since) : wait;
        }
        return wait;
    }

    Duration longest_grace() const { return longest_grace_; }

  private:
    static bool lives(pid_t group, const std::vector<LivingProcess>& living) {
        return living.empty() ? group_lives(group)
                              : std::any_of(living.begin(), living.end(), [group](const auto& one) {
                                    return one.group == group;
                                });
    }

    /// To those that are in no group of a builder. The builders of a docbuild that is itself a
    /// builder are asked to end by that one, in its own way, and are killed only with it.
    std::size_t signal_strays(const std::vector<LivingProcess>& living, int signal) const {
        std::size_t count = 0;
        for (const LivingProcess& one : living) {
            const auto job =
                is_listed(one.group) ? std::nullopt : tagged_job(environment_of(one.process), run_);
            count += job ? 1 : 0;
            if (job && (signal == SIGKILL || !job->is_of_inner_run)) {
                send_to_end(one.process, signal);
            }
        }
        return count;
    }

    bool is_listed(pid_t group) const {
        return std::any_of(groups_.begin(), groups_.end(),
                           [group](const auto& entry) { return entry.group == group; });
    }

    std::vector<GuardTable::Entry> groups_;
    std::string_view run_;
    Duration longest_grace_{};
};

void nap(Duration duration) {
    const timespec time{static_cast<time_t>(duration / 1s),
                        static_cast<long>((duration % 1s) / 1ns)};
    ::nanosleep(&time, nullptr);
}

void end_orphans(Orphans orphans) {
    const Instant start = std::chrono::steady_clock::now();
    orphans.ask_to_end();
    Duration longest = shortest_nap;
    for (;;) {
        const Duration since = std::chrono::steady_clock::now() - start;
        if (orphans.kill_after(since) == 0 || since > orphans.longest_grace() + given_up_after) {
            return;
        }
        nap(std::min(longest, orphans.wait_after(since)));
        longest = std::min(2 * longest, longest_nap);
    }
}

} // namespace

void be_guard(GuardDescriptors descriptors, const GuardTable& table, std::string_view run) {
    take_over(descriptors);
    let_go();
    sleep_until_driver_is_gone();
    end_orphans({table.entries(), run});
    ::_exit(0);
}

} // namespace docbuild
