#include "lib/core/scheduler.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <sstream>
#include <utility>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

/// Writes actions as short words: `examine 0`, `start 1#2`, `finish 0 built`, `skip 2 skipped by
/// 0`.
struct InWords {
    std::ostringstream& out;
    void operator()(const action::Examine& it) const { out << "examine " << index(it.job); }
    void operator()(const action::Start& it) const {
        out << "start " << index(it.job) << "#" << it.attempt;
    }
    void operator()(const action::Signal& it) const {
        out << signal_name(it.signal) << " " << index(it.job);
    }
    void operator()(const action::Finish& it) const {
        out << "finish " << index(it.job) << " " << name_of(it.outcome)
            << (it.will_retry ? " again" : "");
    }
    void operator()(const action::Skip& it) const {
        out << "skip " << index(it.job) << " " << name_of(it.outcome);
        if (it.because_of) {
            out << " by " << index(*it.because_of);
        }
    }
    void operator()(const action::SlotsReduced& it) const { out << "slots " << it.slots; }
};

/// A scheduler whose examinations all say "stale", under a clock that the test moves.
class Drive {
  public:
    Drive(std::vector<ScheduledJob> jobs, SchedulerRules rules,
          const std::vector<Barrier>& barriers = {})
        : scheduler_(std::move(jobs), rules, barriers) {}

    std::string tell(const SchedulerEvent& event) {
        std::ostringstream out;
        std::vector<SchedulerEvent> events{event};
        for (std::size_t i = 0; i < events.size(); ++i) {
            for (const Action& action : scheduler_.handle(events[i], now)) {
                if (const auto* examine = std::get_if<action::Examine>(&action)) {
                    events.emplace_back(event::Examined{examine->job, !fresh});
                    continue;
                }
                out << (out.tellp() > 0 ? ", " : "");
                std::visit(InWords{out}, action);
            }
        }
        return out.str();
    }
    std::string begin() { return tell(event::Begin{}); }
    std::string exits(unsigned job, int status = 0) {
        return tell(event::Ended{JobId(job), Exited{status}, {}});
    }
    std::string dies(unsigned job, int signal, Findings findings = {}) {
        return tell(event::Ended{JobId(job), Signalled{signal}, std::move(findings)});
    }

    Instant now{};
    bool fresh = false;
    Scheduler scheduler_;
};

ScheduledJob job(std::vector<JobId> after = {}, Duration expected = 1s) {
    ScheduledJob job;
    job.after = std::move(after);
    job.expected = expected;
    job.grace = 10s;
    return job;
}

ScheduledJob behind(BarrierId barrier, std::vector<JobId> after = {}) {
    ScheduledJob late = job(std::move(after));
    late.after_all = {barrier};
    return late;
}

/// Of the first two jobs of a list.
const std::vector<Barrier> of_two = {{0, {JobId(0), JobId(1)}}};

} // namespace

TEST_CASE("jobs start as slots allow, the longest remaining path first, ties in job order") {
    Drive drive({job({}, 1s), job({}, 1s), job({}, 5s), job({JobId(1)}, 9s)}, {2, false});
    CHECK(drive.begin() == "start 1#1, start 2#1");
    CHECK(drive.exits(2) == "finish 2 built, start 0#1");
    CHECK(drive.exits(1) == "finish 1 built, start 3#1");
    CHECK(drive.exits(0) == "finish 0 built");
    CHECK_FALSE(drive.scheduler_.is_done());
    CHECK(drive.exits(3) == "finish 3 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a job for which a process may wait starts before all others that are ready") {
    Drive drive({job({}, 1s), job({}, 9s), job({}, 9s), job({JobId(1)}, 1s)}, {1, false});
    CHECK(drive.begin() == "start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    auto resuming = job({JobId(1)}, 1s);
    resuming.resumes = true;
    Drive other({job({}, 1s), job({}, 9s), job({}, 9s), resuming}, {1, false});
    CHECK(other.begin() == "start 1#1");
    CHECK(other.exits(1) == "finish 1 built, start 3#1");
}

TEST_CASE("of the jobs for which processes may wait, too, the longest remaining path comes first") {
    std::vector<ScheduledJob> jobs = {job({}, 1s), job({JobId(0)}, 1s), job({JobId(0)}, 3s)};
    jobs[1].resumes = jobs[2].resumes = true;
    Drive drive(jobs, {1, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0) == "finish 0 built, start 2#1");
}

TEST_CASE("what is up to date ends at once and takes no slot") {
    Drive drive({job(), job({JobId(0)})}, {1, false});
    drive.fresh = true;
    CHECK(drive.begin() == "skip 0 up_to_date, skip 1 up_to_date");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a failure skips what needs it and cancels what has not started") {
    Drive drive({job(), job(), job(), job({JobId(0)}), job({JobId(3)})}, {2, false});
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.exits(0, 1) ==
          "finish 0 failed, skip 3 skipped by 0, skip 4 skipped by 0, skip 2 cancelled by 0");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("keep-going builds all that does not need the failed job") {
    Drive drive({job(), job(), job({JobId(0)}), job({JobId(1)})}, {1, true});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 2 skipped by 0, start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 3#1");
    CHECK(drive.exits(3) == "finish 3 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("what comes after a barrier waits for all of its jobs, and not for their success") {
    Drive drive({job(), job(), behind(BarrierId(0)), behind(BarrierId(0), {JobId(0)})}, {2, true},
                of_two);
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 3 skipped by 0");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    CHECK(drive.exits(2) == "finish 2 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a job that is skipped or up to date has ended for a barrier, too") {
    Drive drive({job(), job({JobId(0)}), behind(BarrierId(0))}, {2, true}, of_two);
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 1 skipped by 0, start 2#1");
    Drive fresh({job(), job(), behind(BarrierId(0))}, {2, true}, of_two);
    fresh.fresh = true;
    CHECK(fresh.begin() == "skip 0 up_to_date, skip 1 up_to_date, skip 2 up_to_date");
    CHECK(fresh.scheduler_.is_done());
}

TEST_CASE("an attempt that is tried again holds its barrier") {
    std::vector<ScheduledJob> jobs = {job(), job(), behind(BarrierId(0))};
    jobs[0].retries = 1;
    Drive drive(jobs, {2, true}, of_two);
    drive.begin();
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.exits(0, 1) == "finish 0 failed again, start 0#2");
    CHECK(drive.exits(0, 1) == "finish 0 failed, start 2#1");
}

TEST_CASE("without keep-going the first failure cancels what waits behind a barrier") {
    Drive drive({job(), job(), behind(BarrierId(0))}, {2, false}, of_two);
    drive.begin();
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 2 cancelled by 0");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a barrier none of whose jobs is part of the run holds nothing up") {
    std::vector<ScheduledJob> jobs = {job(), job(), behind(BarrierId(0))};
    jobs[0].included = jobs[1].included = false;
    Drive drive(jobs, {1, false}, of_two);
    CHECK(drive.begin() == "start 2#1");
}

TEST_CASE("the longest path goes on behind a barrier") {
    std::vector<ScheduledJob> jobs = {job({}, 1s), job({}, 2s), job({}, 5s), behind(BarrierId(0))};
    jobs[3].expected = 9s;
    Drive drive(jobs, {1, false}, of_two);
    CHECK(drive.begin() == "start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 0#1");
    CHECK(drive.exits(0) == "finish 0 built, start 3#1");
    CHECK(drive.exits(3) == "finish 3 built, start 2#1");
}

TEST_CASE("retries start the job again, and the last attempt counts") {
    auto flaky = job();
    flaky.retries = 2;
    Drive drive({flaky}, {1, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed again, start 0#2");
    CHECK(drive.dies(0, SIGSEGV) == "finish 0 crashed again, start 0#3");
    CHECK(drive.exits(0, 1) == "finish 0 failed");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that could not be started is not tried again") {
    auto flaky = job();
    flaky.retries = 2;
    Drive drive({flaky}, {1, false});
    drive.begin();
    CHECK(drive.tell(event::Ended{JobId(0), FailedToStart{2, "execve"}, {}}) ==
          "finish 0 not_started");
}

TEST_CASE("a job that ran out of memory is tried again alone") {
    auto hungry = job({}, 9s);
    hungry.oom_retries = 1;
    Drive drive({hungry, job(), job()}, {2, false});
    CHECK(drive.begin() == "start 0#1, start 1#1");
    Findings findings;
    findings.memory_ran_out = true;
    CHECK(drive.dies(0, SIGKILL, findings) == "finish 0 out_of_memory again");
    CHECK(drive.exits(1) == "finish 1 built, start 0#2");
    CHECK(drive.dies(0, SIGKILL, findings) == "finish 0 out_of_memory, skip 2 cancelled by 0");
}

TEST_CASE("a time limit terminates, and kills after the grace period") {
    auto slow = job();
    slow.timeout = 60s;
    Drive drive({slow}, {1, false});
    drive.begin();
    CHECK(drive.scheduler_.next_deadline() == Instant{60s});
    drive.now = Instant{59s};
    CHECK(drive.tell(event::Tick{}).empty());
    drive.now = Instant{60s};
    CHECK(drive.tell(event::Tick{}) == "SIGTERM 0");
    CHECK(drive.scheduler_.next_deadline() == Instant{70s});
    drive.now = Instant{70s};
    CHECK(drive.tell(event::Tick{}) == "SIGKILL 0");
    CHECK_FALSE(drive.scheduler_.next_deadline().has_value());
    CHECK(drive.dies(0, SIGKILL) == "finish 0 timed_out");
}

TEST_CASE("a time limit counts anew once the builder is there, and no more once it has passed") {
    auto slow = job();
    slow.timeout = 60s;
    Drive drive({slow}, {1, false});
    drive.begin();
    drive.now = Instant{50s};
    CHECK(drive.tell(event::Started{JobId(0)}).empty());
    CHECK(drive.scheduler_.next_deadline() == Instant{110s});
    drive.now = Instant{110s};
    CHECK(drive.tell(event::Tick{}) == "SIGTERM 0");
    CHECK(drive.tell(event::Started{JobId(0)}).empty());
    CHECK(drive.scheduler_.next_deadline() == Instant{120s});
    CHECK(drive.dies(0, SIGTERM) == "finish 0 timed_out");
    CHECK(drive.tell(event::Started{JobId(0)}).empty());
}

TEST_CASE("a stop terminates what runs and cancels the rest; a second one kills at once") {
    Drive drive({job(), job({JobId(0)}), job()}, {1, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.tell(event::StopRequested{}) == "skip 1 cancelled, skip 2 cancelled, SIGTERM 0");
    CHECK(drive.tell(event::StopRequested{}) == "SIGKILL 0");
    CHECK(drive.tell(event::StopRequested{}).empty());
    CHECK(drive.exits(0) == "finish 0 cancelled");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a pause starts nothing and moves every deadline") {
    auto slow = job();
    slow.timeout = 60s;
    Drive drive({slow, job(), job()}, {2, false});
    drive.begin();
    drive.now = Instant{10s};
    drive.tell(event::Paused{});
    CHECK_FALSE(drive.scheduler_.next_deadline().has_value());
    drive.now = Instant{500s};
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.tell(event::Tick{}).empty());
    CHECK(drive.tell(event::Resumed{}) == "start 2#1");
    CHECK(drive.scheduler_.next_deadline() == Instant{550s});
}

TEST_CASE("a job of several slots waits for them and is not overtaken") {
    auto wide = job({}, 5s);
    wide.slots = 2;
    Drive drive({job({}, 9s), wide, job()}, {2, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
}

TEST_CASE("a job that asks for more slots than there are gets all") {
    auto wide = job();
    wide.slots = 8;
    Drive drive({wide, job()}, {2, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
}

TEST_CASE("where the machine has no room, fewer builders run, and it is said once") {
    Drive drive({job(), job(), job(), job()}, {3, false});
    CHECK(drive.begin() == "start 0#1, start 1#1, start 2#1");
    CHECK(drive.tell(event::Deferred{JobId(2), {11, "posix_spawn"}}) == "slots 2");
    CHECK(drive.exits(0) == "finish 0 built, start 2#1");
    CHECK(drive.exits(1) == "finish 1 built, start 3#1");
}

TEST_CASE(
    "where not one builder can be started it is tried again for a while, then the job has failed") {
    Drive drive({job()}, {1, false});
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        CHECK(drive.tell(event::Deferred{JobId(0), {11, "posix_spawn"}}).empty());
        drive.now = *drive.scheduler_.next_deadline();
        CHECK(drive.tell(event::Tick{}) == "start 0#1");
    }
    CHECK(drive.tell(event::Deferred{JobId(0), {11, "posix_spawn"}}) == "finish 0 not_started");
}

TEST_CASE("what was tried in vain for one job is not tried as long for the next") {
    Drive drive({job(), job(), job()}, {1, true});
    const event::Deferred vain{JobId(0), {11, "posix_spawn"}};
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        drive.tell(vain);
        drive.now = *drive.scheduler_.next_deadline();
        drive.tell(event::Tick{});
    }
    CHECK(drive.tell(vain) == "finish 0 not_started, start 1#1");
    CHECK(drive.tell(event::Deferred{JobId(1), vain.failure}) == "finish 1 not_started, start 2#1");
    CHECK(drive.exits(2) == "finish 2 built");
}

TEST_CASE("a builder that could be started gives the next ones all their tries again") {
    Drive drive({job(), job()}, {1, true});
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        drive.tell(event::Deferred{JobId(0), {11, "posix_spawn"}});
        drive.now = *drive.scheduler_.next_deadline();
        drive.tell(event::Tick{});
    }
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.tell(event::Deferred{JobId(1), {11, "posix_spawn"}}).empty());
    CHECK(drive.scheduler_.next_deadline().has_value());
}

TEST_CASE("a builder that cannot be started after a failure is cancelled by that failure") {
    Drive drive({job(), job(), job()}, {3, false});
    CHECK(drive.begin() == "start 0#1, start 1#1, start 2#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed");
    CHECK(drive.tell(event::Deferred{JobId(1), {24, "open"}}) == "skip 1 cancelled by 0");
    CHECK(drive.tell(event::Deferred{JobId(2), {24, "open"}}) == "skip 2 cancelled by 0");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that cannot be started after a stop is cancelled") {
    Drive drive({job(), job()}, {2, true});
    drive.begin();
    CHECK(drive.tell(event::StopRequested{}) == "SIGTERM 0, SIGTERM 1");
    CHECK(drive.tell(event::Deferred{JobId(1), {24, "open"}}) == "finish 1 cancelled");
    CHECK(drive.dies(0, SIGTERM) == "finish 0 cancelled");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that cannot be started within its time limit has timed out") {
    auto limited = job();
    limited.timeout = 5s;
    Drive drive({limited, job()}, {2, true});
    drive.begin();
    drive.now += 5s;
    CHECK(drive.tell(event::Tick{}) == "SIGTERM 0");
    CHECK(drive.tell(event::Deferred{JobId(0), {24, "open"}}) == "finish 0 timed_out");
}

TEST_CASE("a slot that was lost is tried again after a pause, the next one when that has held") {
    Drive drive({job(), job(), job(), job(), job(), job()}, {3, false});
    drive.begin();
    drive.tell(event::Deferred{JobId(2), {11, "fork"}});
    CHECK(drive.tell(event::Deferred{JobId(1), {11, "fork"}}) == "slots 1");
    CHECK(drive.scheduler_.next_deadline() == drive.now + 1s);
    drive.now += 1s;
    CHECK(drive.tell(event::Tick{}) == "start 1#1");
    CHECK_FALSE(drive.scheduler_.next_deadline());
    drive.tell(event::Started{JobId(1)});
    CHECK(drive.scheduler_.next_deadline() == drive.now + 1s);
    drive.now += 1s;
    CHECK(drive.tell(event::Tick{}) == "start 2#1");
    drive.tell(event::Started{JobId(2)});
    CHECK_FALSE(drive.scheduler_.next_deadline());
}

TEST_CASE("a lost slot wakes nobody while no job waits for it") {
    Drive drive({job(), job(), job({JobId(0)})}, {2, false});
    drive.begin();
    drive.tell(event::Deferred{JobId(1), {11, "fork"}});
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.scheduler_.next_deadline() == drive.now + 1s);
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    CHECK_FALSE(drive.scheduler_.next_deadline());
}

TEST_CASE("a wide job that runs on fewer slots than it asks for gets those that come back") {
    auto wide = job();
    wide.slots = 2;
    Drive drive({job(), job(), wide, job()}, {2, true});
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.tell(event::Deferred{JobId(1), {11, "fork"}}) == "slots 1");
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    drive.now += 1s;
    CHECK(drive.tell(event::Tick{}).empty());
    CHECK(drive.exits(2) == "finish 2 built, start 3#1");
}

TEST_CASE("a stop during a pause counts the grace period from when the run goes on") {
    Drive drive({job()}, {1, false});
    drive.begin();
    drive.tell(event::Paused{});
    drive.now += 1h;
    CHECK(drive.tell(event::StopRequested{}) == "SIGTERM 0");
    drive.now += 1h;
    drive.tell(event::Resumed{});
    CHECK(drive.scheduler_.next_deadline() == drive.now + 10s);
}

TEST_CASE("a log that outgrows its limit ends the builder as failed") {
    Drive drive({job()}, {1, false});
    drive.begin();
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}) == "SIGTERM 0");
    CHECK(drive.dies(0, SIGTERM) == "finish 0 failed");
}

TEST_CASE("a log that goes on growing beyond its limit has its builder killed before the grace") {
    Drive drive({job()}, {1, false});
    drive.begin();
    drive.tell(event::LogLimitReached{JobId(0)});
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}) == "SIGKILL 0");
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}).empty());
    CHECK(drive.dies(0, SIGKILL) == "finish 0 failed");
}

TEST_CASE("what waits for a slot is told apart from what waits for other jobs") {
    Drive drive({job(), job(), job({JobId(0)}), job({JobId(2)})}, {1, false});
    drive.begin();
    CHECK(drive.scheduler_.running() == 1);
    CHECK(drive.scheduler_.ready() == 1);
    CHECK(drive.scheduler_.waiting() == 2);
    drive.exits(0);
    CHECK(drive.scheduler_.ready() == 1);
    CHECK(drive.scheduler_.waiting() == 1);
}

TEST_CASE("jobs that are not included are not part of the run") {
    auto out = job();
    out.included = false;
    Drive drive({out, job()}, {1, false});
    CHECK(drive.begin() == "start 1#1");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}
