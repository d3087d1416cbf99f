#include "tests/schedule/scheduler_words.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace docbuild;
using namespace std::chrono_literals;

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

TEST_CASE("an up-to-date job ends at once and takes no slot") {
    Drive drive({job(), job({JobId(0)})}, {1, false});
    drive.fresh = true;
    CHECK(drive.begin() == "skip 0 up_to_date, skip 1 up_to_date");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a failure skips dependents and cancels jobs that have not started") {
    Drive drive({job(), job(), job(), job({JobId(0)}), job({JobId(3)})}, {2, false});
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.exits(0, 1) ==
          "finish 0 failed, skip 3 skipped by 0, skip 4 skipped by 0, skip 2 cancelled by 0");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("keep-going builds everything that does not depend on the failed job") {
    Drive drive({job(), job(), job({JobId(0)}), job({JobId(1)})}, {1, true});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 2 skipped by 0, start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 3#1");
    CHECK(drive.exits(3) == "finish 3 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a retry restarts the job, and the last attempt counts") {
    auto flaky = job();
    flaky.retries = 2;
    Drive drive({flaky}, {1, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed again, start 0#2");
    CHECK(drive.dies(0, SIGSEGV) == "finish 0 crashed again, start 0#3");
    CHECK(drive.exits(0, 1) == "finish 0 failed");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that could not be started is not retried") {
    auto flaky = job();
    flaky.retries = 2;
    Drive drive({flaky}, {1, false});
    drive.begin();
    CHECK(drive.tell(event::Ended{JobId(0), FailedToStart{2, "execve"}, {}}) ==
          "finish 0 not_started");
}

TEST_CASE("a job that ran out of memory is retried alone") {
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

TEST_CASE("a time limit restarts once the builder exists, unless it has already passed") {
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

TEST_CASE("a stop terminates running builders and cancels the rest; a second one kills") {
    Drive drive({job(), job({JobId(0)}), job()}, {1, false});
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.tell(event::StopRequested{}) == "skip 1 cancelled, skip 2 cancelled, SIGTERM 0");
    CHECK(drive.tell(event::StopRequested{}) == "SIGKILL 0");
    CHECK(drive.tell(event::StopRequested{}).empty());
    CHECK(drive.exits(0) == "finish 0 cancelled");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a pause starts nothing and postpones every deadline") {
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

TEST_CASE("a job that needs several slots waits for them and is not overtaken") {
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

TEST_CASE("a stop during a pause counts the grace period from when the run resumes") {
    Drive drive({job()}, {1, false});
    drive.begin();
    drive.tell(event::Paused{});
    drive.now += 1h;
    CHECK(drive.tell(event::StopRequested{}) == "SIGTERM 0");
    drive.now += 1h;
    drive.tell(event::Resumed{});
    CHECK(drive.scheduler_.next_deadline() == drive.now + 10s);
}

TEST_CASE("a builder whose log exceeds its limit fails") {
    Drive drive({job()}, {1, false});
    drive.begin();
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}) == "SIGTERM 0");
    CHECK(drive.dies(0, SIGTERM) == "finish 0 failed");
}

TEST_CASE("a builder whose log keeps growing is killed before its grace period ends") {
    Drive drive({job()}, {1, false});
    drive.begin();
    drive.tell(event::LogLimitReached{JobId(0)});
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}) == "SIGKILL 0");
    CHECK(drive.tell(event::LogLimitReached{JobId(0)}).empty());
    CHECK(drive.dies(0, SIGKILL) == "finish 0 failed");
}

TEST_CASE("jobs waiting for a slot are counted separately from those waiting for jobs") {
    Drive drive({job(), job(), job({JobId(0)}), job({JobId(2)})}, {1, false});
    drive.begin();
    CHECK(drive.scheduler_.running() == 1);
    CHECK(drive.scheduler_.ready() == 1);
    CHECK(drive.scheduler_.waiting() == 2);
    drive.exits(0);
    CHECK(drive.scheduler_.ready() == 1);
    CHECK(drive.scheduler_.waiting() == 1);
}

TEST_CASE("excluded jobs are not part of the run") {
    auto out = job();
    out.included = false;
    Drive drive({out, job()}, {1, false});
    CHECK(drive.begin() == "start 1#1");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}
