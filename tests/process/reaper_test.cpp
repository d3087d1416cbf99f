#include "lib/process/reaper.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <map>
#include <vector>

using namespace docbuild;

namespace {

/// A child that does `action` and exits with what it gives.
template <typename Action> pid_t child_that(Action action) {
    const pid_t process = ::fork();
    REQUIRE(process >= 0);
    if (process == 0) {
        ::_exit(action());
    }
    return process;
}

/// Waits until the child has ended or stopped, and leaves its status to be collected.
void await(pid_t process, int what) {
    siginfo_t ignored{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(process), &ignored, what | WNOWAIT) == 0);
}

class Reaping {
  public:
    void watch(pid_t process) {
        reaper.watch(process, {[this, process](const Ending& ending, const Usage& usage) {
                                   endings[process].push_back(ending);
                                   last_usage = usage;
                               },
                               [this](bool stopped) { stops.push_back(stopped); }});
    }

    template <typename Condition> void turn_until(Condition condition) {
        while (!condition()) {
            context.run_one();
        }
    }

    int exit_status(pid_t process) {
        turn_until([&] { return !endings[process].empty(); });
        return std::get<Exited>(endings[process].front()).status;
    }

    boost::asio::io_context context;
    RunClock clock;
    Reaper reaper{context, clock};
    std::map<pid_t, std::vector<Ending>> endings;
    std::vector<bool> stops;
    Usage last_usage;
};

} // namespace

TEST_CASE("the reaper reports the exit status of a child") {
    Reaping reaping;
    for (const int status : {0, 1, 255}) {
        const pid_t child = child_that([&] { return status; });
        reaping.watch(child);
        CHECK(reaping.exit_status(child) == status);
    }
}

TEST_CASE("the reaper reports the signal that ended a child") {
    Reaping reaping;
    for (const int signal : {SIGKILL, SIGTERM, SIGUSR1}) {
        const pid_t child = child_that([&] {
            ::signal(signal, SIG_DFL);
            return ::raise(signal);
        });
        reaping.watch(child);
        reaping.turn_until([&] { return !reaping.endings[child].empty(); });
        CHECK(std::get<Signalled>(reaping.endings[child].front()).signal == signal);
    }
}

TEST_CASE("the reaper reports that a child was stopped and continued, and then its end") {
    Reaping reaping;
    const pid_t child = child_that([] { return ::raise(SIGSTOP); });
    reaping.watch(child);
    reaping.turn_until([&] { return reaping.stops.size() == 1; });
    CHECK(reaping.stops == std::vector{true});
    CHECK(reaping.endings.empty());
    ::kill(child, SIGCONT);
    CHECK(reaping.exit_status(child) == 0);
    CHECK(reaping.stops.front());
}

TEST_CASE("a child that goes on waiting after it was continued is reported as continued") {
    Reaping reaping;
    const pid_t child = child_that([] {
        ::raise(SIGSTOP);
        return ::pause();
    });
    reaping.watch(child);
    reaping.turn_until([&] { return reaping.stops.size() == 1; });
    ::kill(child, SIGCONT);
    reaping.turn_until([&] { return reaping.stops.size() == 2; });
    CHECK(reaping.stops == std::vector{true, false});
    ::kill(child, SIGKILL);
    reaping.turn_until([&] { return !reaping.endings.empty(); });
}

TEST_CASE("a child that the reaper was not told of is collected without a word") {
    Reaping reaping;
    const pid_t stranger = child_that([] { return 7; });
    await(stranger, WEXITED);
    const pid_t child = child_that([] { return 3; });
    reaping.watch(child);
    CHECK(reaping.exit_status(child) == 3);
    CHECK(reaping.endings.size() == 1);
    CHECK(::waitpid(stranger, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
}

TEST_CASE("a child that ended before it was watched is reported") {
    Reaping reaping;
    const pid_t child = child_that([] { return 4; });
    await(child, WEXITED);
    reaping.watch(child);
    CHECK(reaping.exit_status(child) == 4);
}

TEST_CASE("reaping at once needs no turn of the event loop") {
    Reaping reaping;
    const pid_t child = child_that([] { return 5; });
    reaping.watch(child);
    await(child, WEXITED);
    reaping.reaper.reap();
    CHECK(std::get<Exited>(reaping.endings[child].front()).status == 5);
    reaping.reaper.reap();
    CHECK(reaping.endings[child].size() == 1);
}

TEST_CASE("a child may be started and watched from the report of another's end") {
    Reaping reaping;
    const pid_t first = child_that([] { return 1; });
    pid_t second = 0;
    reaping.reaper.watch(first, {[&](const Ending&, const Usage&) {
                                     second = child_that([] { return 2; });
                                     reaping.watch(second);
                                 },
                                 [](bool) {}});
    reaping.turn_until([&] { return second != 0; });
    CHECK(reaping.exit_status(second) == 2);
}

TEST_CASE("of five hundred children each is reported once, with its own status") {
    Reaping reaping;
    std::map<pid_t, int> expected;
    for (int i = 0; i < 500; ++i) {
        const pid_t child = child_that([&] { return i % 256; });
        expected[child] = i % 256;
        reaping.watch(child);
    }
    reaping.turn_until([&] { return reaping.endings.size() == expected.size(); });
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    reaping.reaper.reap();
    for (const auto& [child, status] : expected) {
        REQUIRE(reaping.endings[child].size() == 1);
        CHECK(std::get<Exited>(reaping.endings[child].front()).status == status);
    }
}

TEST_CASE("the processor time of a child is its own") {
    constexpr Duration spun = std::chrono::milliseconds(60);
    Reaping reaping;
    const pid_t child = child_that([&] {
        timespec used{};
        while (used.tv_sec == 0 && used.tv_nsec < spun.count()) {
            ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        }
        return 0;
    });
    reaping.watch(child);
    CHECK(reaping.exit_status(child) == 0);
    const Usage& usage = reaping.last_usage;
    CHECK(usage.user + usage.system >= spun * 9 / 10);
    CHECK(usage.wall > Duration::zero());
    CHECK(usage.max_rss > Bytes{0});

    const pid_t idle = child_that([] { return 0; });
    reaping.watch(idle);
    CHECK(reaping.exit_status(idle) == 0);
    CHECK(reaping.last_usage.user + reaping.last_usage.system < spun);
}

TEST_CASE("a pause of the run's clock is no part of a child's wall time") {
    Reaping reaping;
    const pid_t child = child_that([] { return 0; });
    reaping.clock.pause();
    reaping.watch(child);
    await(child, WEXITED);
    CHECK(reaping.exit_status(child) == 0);
    CHECK(reaping.last_usage.wall == Duration{});
}
