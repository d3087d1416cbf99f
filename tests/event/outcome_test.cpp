#include "lib/event/outcome.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace docbuild;

TEST_CASE("outcome names are unique and can be read back") {
    for (const Outcome outcome : all_outcomes) {
        CHECK(outcome_named(name_of(outcome)) == outcome);
    }
    CHECK_FALSE(outcome_named("done").has_value());
}

TEST_CASE("a builder that ended by itself") {
    CHECK(classify(Exited{0}, {}, Reason::none) == Outcome::built);
    CHECK(classify(Exited{3}, {}, Reason::none) == Outcome::failed);
    CHECK(classify(Signalled{SIGSEGV}, {}, Reason::none) == Outcome::crashed);
    CHECK(classify(FailedToStart{2, "execve"}, {}, Reason::none) == Outcome::not_started);
}

TEST_CASE("a builder that claims success without its outputs has failed") {
    Findings findings;
    findings.missing_output = "/b/index.html";
    CHECK(classify(Exited{0}, findings, Reason::none) == Outcome::missing_output);
    CHECK(classify(Exited{1}, findings, Reason::none) == Outcome::failed);
}

TEST_CASE("a bad depfile fails the job") {
    Findings findings;
    findings.bad_depfile = "x.d:1: no colon";
    CHECK(classify(Exited{0}, findings, Reason::none) == Outcome::failed);
}

TEST_CASE("a failure of any kind is out_of_memory when memory ran out, and nothing else is") {
    Findings findings;
    findings.memory_ran_out = true;
    CHECK(classify(Signalled{SIGKILL}, findings, Reason::none) == Outcome::out_of_memory);
    CHECK(classify(Signalled{SIGKILL}, {}, Reason::none) == Outcome::crashed);
    CHECK(classify(Signalled{SIGABRT}, findings, Reason::none) == Outcome::out_of_memory);
    CHECK(classify(Exited{137}, findings, Reason::none) == Outcome::out_of_memory);
    CHECK(classify(Exited{2}, findings, Reason::none) == Outcome::out_of_memory);
    CHECK(classify(Signalled{SIGTERM}, findings, Reason::timeout) == Outcome::out_of_memory);
    CHECK(classify(Exited{0}, findings, Reason::none) == Outcome::built);
    CHECK(classify(Signalled{SIGTERM}, findings, Reason::cancelled) == Outcome::cancelled);
    findings.missing_output = "/b/index.html";
    CHECK(classify(Exited{0}, findings, Reason::none) == Outcome::out_of_memory);
}

TEST_CASE("a builder that docbuild ended takes the reason's outcome, even when it exits 0") {
    CHECK(classify(Exited{0}, {}, Reason::timeout) == Outcome::timed_out);
    CHECK(classify(Signalled{SIGTERM}, {}, Reason::cancelled) == Outcome::cancelled);
    CHECK(classify(Signalled{SIGKILL}, {}, Reason::log_limit) == Outcome::failed);
}

TEST_CASE("only a job's own faults are failures") {
    CHECK(is_failure(Outcome::missing_output));
    CHECK_FALSE(is_failure(Outcome::skipped));
    CHECK_FALSE(is_failure(Outcome::cancelled));
    CHECK_FALSE(is_failure(Outcome::up_to_date));
}

TEST_CASE("signals have names") {
    CHECK(signal_name(SIGSEGV) == "SIGSEGV");
    CHECK(signal_name(99) == "signal 99");
}

TEST_CASE("every standard signal has a name, and real-time signals are counted from the first") {
    for (int signal = 1; signal < SIGSYS; ++signal) {
        CAPTURE(signal);
        CHECK(signal_name(signal).starts_with("SIG"));
    }
#ifdef SIGRTMIN
    CHECK(signal_name(SIGRTMIN) == "SIGRTMIN");
    CHECK(signal_name(SIGRTMIN + 3) == "SIGRTMIN+3");
    CHECK(signal_name(SIGRTMAX + 1) == "signal " + std::to_string(SIGRTMAX + 1));
#endif
}

TEST_CASE("a log beyond its limit fails the job, whoever ended its builder") {
    Findings findings;
    findings.log_limit_exceeded = true;
    CHECK(classify(Exited{0}, findings, Reason::none) == Outcome::failed);
    CHECK(classify(Signalled{SIGSEGV}, findings, Reason::none) == Outcome::crashed);
}
