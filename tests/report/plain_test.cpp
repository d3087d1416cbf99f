#include "lib/report/plain.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

struct Printed {
    std::string text;
    PlainReporter plain;

    explicit Printed(Verbosity verbosity = Verbosity::normal)
        : plain([this](std::string_view piece) { text += piece; }, verbosity, Style()) {}
};

} // namespace

TEST_CASE("a line for each job as it ends, counted") {
    Printed printed;
    printed.plain.run_started(0s, run_of(3));
    printed.plain.job_started(0s, started(rings));
    printed.plain.job_finished(3s, built(rings));
    printed.plain.warning(3s, {"disk nearly full", ""});
    printed.plain.job_skipped(4s, {tutorial, Outcome::skipped, "a:html failed", "a:html"});
    printed.plain.run_finished(5s, {});
    CHECK(printed.text == "[1/3] built reference/rings:html (3.2s, 145.0 MiB)\n"
                          "warning: disk nearly full\n"
                          "[2/3] skipped tutorial:html: a:html failed\n");
}

TEST_CASE("after a minute of silence the running jobs are named") {
    Printed printed;
    CHECK_FALSE(printed.plain.next_tick().has_value());
    printed.plain.run_started(0s, run_of(3));
    printed.plain.job_started(50s, started(rings));
    CHECK(printed.plain.next_tick() == 60s);
    printed.plain.tick(59s);
    CHECK(printed.text.empty());
    printed.plain.job_started(115s, started(tutorial));
    printed.plain.tick(120s);
    CHECK(printed.text == "still running after 2min 00s: reference/rings:html (1min 10s), "
                          "tutorial:html (5.0s)\n");
    CHECK(printed.plain.next_tick() == 180s);
}

TEST_CASE("any output postpones the heartbeat") {
    Printed printed;
    printed.plain.run_started(0s, run_of(3));
    printed.plain.job_finished(30s, built(rings));
    CHECK(printed.plain.next_tick() == 90s);
    printed.plain.run_finished(31s, {});
    CHECK_FALSE(printed.plain.next_tick().has_value());
}

TEST_CASE("of many running jobs some are named and the rest counted; without any the done are") {
    Printed printed;
    printed.plain.run_started(0s, run_of(30));
    printed.plain.tick(60s);
    for (int i = 0; i < 10; ++i) {
        printed.plain.job_started(60s, started({std::to_string(i), "s"}));
    }
    printed.plain.tick(120s);
    CHECK(printed.text == "still working after 1min 00s: 0 of 30 jobs done\n"
                          "still running after 2min 00s: 0:s (1min 00s), 1:s (1min 00s), "
                          "2:s (1min 00s), 3:s (1min 00s), 4:s (1min 00s), 5:s (1min 00s), "
                          "6:s (1min 00s), 7:s (1min 00s), 2 more\n");
}

TEST_CASE("quiet prints failures and warnings alone") {
    Printed printed(Verbosity::quiet);
    printed.plain.run_started(0s, run_of(3));
    CHECK_FALSE(printed.plain.next_tick().has_value());
    printed.plain.job_finished(1s, built(tutorial));
    JobFinished event = failed(rings);
    event.log_tail.clear();
    printed.plain.job_finished(2s, event);
    printed.plain.tick(1h);
    CHECK(printed.text == "failed reference/rings:html (3.2s, 145.0 MiB)\n"
                          "  exit status 2\n"
                          "  log: /b/.docbuild/logs/html/rings.log\n"
                          "  again: docbuild reference/rings:html\n");
}

TEST_CASE("a reason is printed once, and in quiet mode only in the summary") {
    for (const Verbosity verbosity : {Verbosity::quiet, Verbosity::normal}) {
        Printed printed(verbosity);
        printed.plain.run_started(0s, run_of(2));
        JobFinished event = failed(rings);
        event.finding = "conf.py:106: NameError";
        printed.plain.job_finished(1s, event);
        printed.text.clear();
        event.job = tutorial;
        printed.plain.job_finished(2s, event);
        CHECK(printed.text == (verbosity == Verbosity::quiet
                                   ? ""
                                   : "[2/2] failed tutorial:html (3.2s, 145.0 MiB), for the same "
                                     "reason as reference/rings:html\n"));
    }
}

TEST_CASE("stopped builders and pauses are printed, and the heartbeat marks the stopped ones") {
    Printed printed;
    printed.plain.run_started(0s, run_of(3));
    printed.plain.job_started(0s, started(rings));
    printed.plain.builder_stopped(1s, {rings});
    printed.plain.run_paused(2s, {SIGTSTP});
    printed.plain.run_resumed(2s, {5s});
    printed.plain.tick(62s);
    printed.plain.builder_continued(63s, {rings});
    CHECK(printed.text ==
          "warning: reference/rings:html: its builder was stopped by an external signal; its time "
          "limit keeps running\n"
          "warning: paused by SIGTSTP: the builders are stopped and no time counts until SIGCONT\n"
          "warning: resumed after a pause of 5.0s\n"
          "still running after 1min 02s: reference/rings:html (1min 02s, stopped)\n"
          "warning: reference/rings:html: its builder was resumed\n");
}

TEST_CASE("quiet leaves pauses out, and answers who asks for the status") {
    Printed printed(Verbosity::quiet);
    printed.plain.run_started(0s, run_of(3));
    printed.plain.run_paused(2s, {SIGTSTP});
    printed.plain.run_resumed(2s, {5s});
    printed.plain.builder_continued(3s, {rings});
    printed.plain.status_asked(4s, {{}, 0, 3});
    CHECK(printed.text == "after 4.0s: 0 of 3 jobs done; running: 0; waiting: 3 for other jobs\n");
}
