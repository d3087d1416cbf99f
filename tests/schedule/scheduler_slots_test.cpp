#include "tests/schedule/scheduler_words.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("when resources run short, fewer builders run, and it is reported once") {
    Drive drive({job(), job(), job(), job()}, {3, false});
    CHECK(drive.begin() == "start 0#1, start 1#1, start 2#1");
    CHECK(drive.tell(event::Ended{JobId(2), FailedToStart{11, "posix_spawn"}, {}}) == "slots 2");
    CHECK(drive.exits(0) == "finish 0 built, start 2#1");
    CHECK(drive.exits(1) == "finish 1 built, start 3#1");
}

TEST_CASE(
    "where not one builder can be started it is tried again for a while, then the job has failed") {
    Drive drive({job()}, {1, false});
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        CHECK(drive.tell(event::Ended{JobId(0), FailedToStart{11, "posix_spawn"}, {}}).empty());
        drive.now = *drive.scheduler_.next_deadline();
        CHECK(drive.tell(event::Tick{}) == "start 0#1");
    }
    CHECK(drive.tell(event::Ended{JobId(0), FailedToStart{11, "posix_spawn"}, {}}) ==
          "finish 0 not_started");
}

TEST_CASE("failed starts of one job count against the retries of the next") {
    Drive drive({job(), job(), job()}, {1, true});
    const event::Ended vain{JobId(0), FailedToStart{11, "posix_spawn"}, {}};
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        drive.tell(vain);
        drive.now = *drive.scheduler_.next_deadline();
        drive.tell(event::Tick{});
    }
    CHECK(drive.tell(vain) == "finish 0 not_started, start 1#1");
    CHECK(drive.tell(event::Ended{JobId(1), vain.ending, {}}) == "finish 1 not_started, start 2#1");
    CHECK(drive.exits(2) == "finish 2 built");
}

TEST_CASE("a successful start resets the number of tries") {
    Drive drive({job(), job()}, {1, true});
    drive.begin();
    for (int i = 0; i < 20; ++i) {
        drive.tell(event::Ended{JobId(0), FailedToStart{11, "posix_spawn"}, {}});
        drive.now = *drive.scheduler_.next_deadline();
        drive.tell(event::Tick{});
    }
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.tell(event::Ended{JobId(1), FailedToStart{11, "posix_spawn"}, {}}).empty());
    CHECK(drive.scheduler_.next_deadline().has_value());
}

TEST_CASE("a builder that cannot be started after a failure is cancelled by that failure") {
    Drive drive({job(), job(), job()}, {3, false});
    CHECK(drive.begin() == "start 0#1, start 1#1, start 2#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed");
    CHECK(drive.tell(event::Ended{JobId(1), FailedToStart{24, "open"}, {}}) ==
          "skip 1 cancelled by 0");
    CHECK(drive.tell(event::Ended{JobId(2), FailedToStart{24, "open"}, {}}) ==
          "skip 2 cancelled by 0");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that cannot be started after a stop is cancelled") {
    Drive drive({job(), job()}, {2, true});
    drive.begin();
    CHECK(drive.tell(event::StopRequested{}) == "SIGTERM 0, SIGTERM 1");
    CHECK(drive.tell(event::Ended{JobId(1), FailedToStart{24, "open"}, {}}) ==
          "finish 1 cancelled");
    CHECK(drive.dies(0, SIGTERM) == "finish 0 cancelled");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a builder that cannot be started within its time limit times out") {
    auto limited = job();
    limited.timeout = 5s;
    Drive drive({limited, job()}, {2, true});
    drive.begin();
    drive.now += 5s;
    CHECK(drive.tell(event::Tick{}) == "SIGTERM 0");
    CHECK(drive.tell(event::Ended{JobId(0), FailedToStart{24, "open"}, {}}) ==
          "finish 0 timed_out");
}

TEST_CASE("a lost slot is restored after a pause, and the next one once it works") {
    Drive drive({job(), job(), job(), job(), job(), job()}, {3, false});
    drive.begin();
    drive.tell(event::Ended{JobId(2), FailedToStart{11, "fork"}, {}});
    CHECK(drive.tell(event::Ended{JobId(1), FailedToStart{11, "fork"}, {}}) == "slots 1");
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

TEST_CASE("a lost slot sets no deadline while no job waits for it") {
    Drive drive({job(), job(), job({JobId(0)})}, {2, false});
    drive.begin();
    drive.tell(event::Ended{JobId(1), FailedToStart{11, "fork"}, {}});
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.scheduler_.next_deadline() == drive.now + 1s);
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    CHECK_FALSE(drive.scheduler_.next_deadline());
}

TEST_CASE("a wide job running on fewer slots than requested gets restored ones") {
    auto wide = job();
    wide.slots = 2;
    Drive drive({job(), job(), wide, job()}, {2, true});
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.tell(event::Ended{JobId(1), FailedToStart{11, "fork"}, {}}) == "slots 1");
    CHECK(drive.exits(0) == "finish 0 built, start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    drive.now += 1s;
    CHECK(drive.tell(event::Tick{}).empty());
    CHECK(drive.exits(2) == "finish 2 built, start 3#1");
}
