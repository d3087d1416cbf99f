#include "lib/wording/progress_model.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

JobName job(int number) {
    return {"d" + std::to_string(number), "html"};
}

JobStarted expected_to_take(const JobName& name, Duration expected) {
    JobStarted event = started(name);
    event.expected = expected;
    return event;
}

/// A run of which all durations are known.
RunStarted known_run(std::size_t jobs, Duration work, unsigned slots) {
    RunStarted event = run_of(jobs, slots);
    event.estimated_jobs = jobs;
    event.estimated_work = work;
    return event;
}

} // namespace

TEST_CASE("jobs are counted when they end for good") {
    ProgressModel progress;
    progress.run_started(run_of(4));
    progress.job_started(0s, started(rings));
    JobFinished first = failed(rings);
    first.will_retry = true;
    progress.job_finished(first);
    CHECK(progress.done() == 0);
    CHECK(progress.running().empty());
    progress.job_started(1s, started(rings));
    progress.job_finished(failed(rings));
    progress.job_skipped({tutorial, Outcome::skipped, "", ""});
    CHECK(progress.total() == 4);
    CHECK(progress.done() == 2);
    CHECK(progress.failed() == 1);
}

TEST_CASE("running jobs are listed with the longest running first") {
    ProgressModel progress;
    progress.run_started(run_of(3));
    progress.job_started(1s, started(job(1)));
    progress.job_started(2s, started(job(2)));
    progress.job_started(3s, started(job(3)));
    progress.job_finished(built(job(2)));
    REQUIRE(progress.running().size() == 2);
    CHECK(progress.running()[0].job == job(1));
    CHECK(progress.running()[1].since == 3s);
}

TEST_CASE("the time left is unknown before any duration is known") {
    ProgressModel progress;
    progress.run_started(run_of(3));
    progress.job_started(0s, started(job(1)));
    CHECK_FALSE(progress.time_left(10s).has_value());
}

TEST_CASE("known work is divided by the slots and shrinks with time") {
    ProgressModel progress;
    progress.run_started(known_run(4, 40s, 2));
    CHECK(progress.time_left(0s) == 20s);
    progress.job_started(0s, expected_to_take(job(1), 10s));
    progress.job_started(0s, expected_to_take(job(2), 10s));
    CHECK(progress.time_left(0s) == 20s);
    CHECK(progress.time_left(5s) == 15s);
}

TEST_CASE("the longest running job is a lower bound, and nothing is ever negative") {
    ProgressModel progress;
    progress.run_started(known_run(2, 110s, 8));
    progress.job_started(0s, expected_to_take(job(1), 100s));
    progress.job_started(0s, expected_to_take(job(2), 10s));
    CHECK(progress.time_left(20s) == 80s);
    CHECK(progress.time_left(500s) == 0s);
}

TEST_CASE("jobs without a last duration count as the mean of finished ones") {
    ProgressModel progress;
    progress.run_started(run_of(5, 1));
    progress.job_started(0s, started(job(1)));
    progress.job_finished(built(job(1), 4s));
    progress.job_started(4s, started(job(2)));
    CHECK(progress.time_left(4s) == 16s);
    CHECK(progress.time_left(5s) == 15s);
    progress.job_finished(built(job(2), 8s));
    CHECK(progress.time_left(12s) == 18s);
}

TEST_CASE("jobs that turn out up to date no longer count in the estimate") {
    ProgressModel progress;
    progress.run_started(known_run(3, 30s, 1));
    JobSkipped skipped = {job(1), Outcome::up_to_date, "", ""};
    skipped.expected = 10s;
    progress.job_skipped(skipped);
    CHECK(progress.time_left(0s) == 20s);
}

TEST_CASE("a retried attempt adds its work back to the estimate") {
    ProgressModel progress;
    progress.run_started(known_run(2, 20s, 1));
    progress.job_started(0s, expected_to_take(rings, 10s));
    JobFinished event = failed(rings);
    event.will_retry = true;
    progress.job_finished(event);
    CHECK(progress.time_left(10s) == 20s);
}

TEST_CASE("very many very long jobs do not overflow the estimate") {
    ProgressModel progress;
    progress.run_started(run_of(1'000'000'000, 1));
    progress.job_finished(built(job(1), 240h));
    CHECK(progress.time_left(240h) == Duration::max());
}
