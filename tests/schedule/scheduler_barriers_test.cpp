#include "tests/schedule/scheduler_words.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("a barrier waits for all of its jobs to end, not for their success") {
    Drive drive({job(), job(), behind(BarrierId(0)), behind(BarrierId(0), {JobId(0)})}, {2, true},
                of_two);
    CHECK(drive.begin() == "start 0#1, start 1#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 3 skipped by 0");
    CHECK(drive.exits(1) == "finish 1 built, start 2#1");
    CHECK(drive.exits(2) == "finish 2 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("skipped and up-to-date jobs count as ended for a barrier") {
    Drive drive({job(), job({JobId(0)}), behind(BarrierId(0))}, {2, true}, of_two);
    CHECK(drive.begin() == "start 0#1");
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 1 skipped by 0, start 2#1");
    Drive fresh({job(), job(), behind(BarrierId(0))}, {2, true}, of_two);
    fresh.fresh = true;
    CHECK(fresh.begin() == "skip 0 up_to_date, skip 1 up_to_date, skip 2 up_to_date");
    CHECK(fresh.scheduler_.is_done());
}

TEST_CASE("a failed attempt that is retried keeps its barrier closed") {
    std::vector<ScheduledJob> jobs = {job(), job(), behind(BarrierId(0))};
    jobs[0].retries = 1;
    Drive drive(jobs, {2, true}, of_two);
    drive.begin();
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.exits(0, 1) == "finish 0 failed again, start 0#2");
    CHECK(drive.exits(0, 1) == "finish 0 failed, start 2#1");
}

TEST_CASE("without keep-going, the first failure cancels jobs waiting behind a barrier") {
    Drive drive({job(), job(), behind(BarrierId(0))}, {2, false}, of_two);
    drive.begin();
    CHECK(drive.exits(0, 1) == "finish 0 failed, skip 2 cancelled by 0");
    CHECK(drive.exits(1) == "finish 1 built");
    CHECK(drive.scheduler_.is_done());
}

TEST_CASE("a barrier without included jobs blocks nothing") {
    std::vector<ScheduledJob> jobs = {job(), job(), behind(BarrierId(0))};
    jobs[0].included = jobs[1].included = false;
    Drive drive(jobs, {1, false}, of_two);
    CHECK(drive.begin() == "start 2#1");
}

TEST_CASE("the longest path continues past a barrier") {
    std::vector<ScheduledJob> jobs = {job({}, 1s), job({}, 2s), job({}, 5s), behind(BarrierId(0))};
    jobs[3].expected = 9s;
    Drive drive(jobs, {1, false}, of_two);
    CHECK(drive.begin() == "start 1#1");
    CHECK(drive.exits(1) == "finish 1 built, start 0#1");
    CHECK(drive.exits(0) == "finish 0 built, start 3#1");
    CHECK(drive.exits(3) == "finish 3 built, start 2#1");
}
