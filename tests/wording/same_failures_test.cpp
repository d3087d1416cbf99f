#include "lib/wording/same_failures.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

JobFinished failed_with(const JobName& job, const std::string& finding) {
    JobFinished event = failed(job);
    event.finding = finding;
    event.log_tail = {"log of " + job.text()};
    return event;
}

} // namespace

TEST_CASE("jobs with the same finding are grouped, whatever their logs contain") {
    SameFailures same;
    CHECK(same.first_like(failed_with(rings, "conf.py:1: NameError")) == nullptr);
    const JobName* const first = same.first_like(failed_with(tutorial, "conf.py:1: NameError"));
    REQUIRE(first != nullptr);
    CHECK(*first == rings);
    CHECK(same.first_like(failed_with(tutorial, "conf.py:2: NameError")) == nullptr);
    JobFinished other_status = failed_with(tutorial, "conf.py:1: NameError");
    other_status.ending = Exited{1};
    CHECK(same.first_like(other_status) == nullptr);
}

TEST_CASE("without a finding, the last lines of the log are the reason") {
    JobFinished event = failed(rings);
    CHECK(reason_of_failure(event) == reason_of_failure(failed(tutorial)));
    event.log_tail.emplace_back("more");
    CHECK(reason_of_failure(event) != reason_of_failure(failed(tutorial)));
    event.log_tail.clear();
    CHECK(reason_of_failure(event).empty());
}

TEST_CASE("a program that cannot be started is the same reason for all its jobs") {
    JobFinished event = failed(rings);
    event.outcome = Outcome::not_started;
    event.ending = FailedToStart{2, "execve sphinx"};
    event.log_tail.clear();
    JobFinished other = event;
    other.job = tutorial;
    CHECK_FALSE(reason_of_failure(event).empty());
    CHECK(reason_of_failure(event) == reason_of_failure(other));
}

TEST_CASE("retried attempts, crashes and timeouts are never grouped") {
    JobFinished event = failed_with(rings, "x");
    event.will_retry = true;
    CHECK(reason_of_failure(event).empty());
    event.will_retry = false;
    for (const Outcome outcome : {Outcome::built, Outcome::crashed, Outcome::timed_out,
                                  Outcome::out_of_memory, Outcome::missing_output}) {
        event.outcome = outcome;
        CHECK(reason_of_failure(event).empty());
    }
}
