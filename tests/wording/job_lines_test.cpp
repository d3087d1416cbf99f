#include "lib/wording/job_lines.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

/// 12 of 100 jobs are done.
ProgressModel some_progress() {
    ProgressModel progress;
    progress.run_started(run_of(100));
    for (int i = 0; i < 12; ++i) {
        progress.job_skipped({});
    }
    return progress;
}

const JobLines quiet(Verbosity::quiet, Style());
const JobLines normal(Verbosity::normal, Style());
const JobLines verbose(Verbosity::verbose, Style());

} // namespace

TEST_CASE("a success is one line, plus its command when verbose") {
    JobFinished event = built(rings);
    event.command = {"sphinx-build", "a b"};
    CHECK(normal.finished(some_progress(), event) ==
          "[ 12/100] built reference/rings:html (3.2s, 145.0 MiB)\n");
    CHECK(verbose.finished(some_progress(), event) ==
          "[ 12/100] built reference/rings:html (3.2s, 145.0 MiB)\n"
          "  command: sphinx-build 'a b'\n");
    CHECK(quiet.finished(some_progress(), event).empty());
}

TEST_CASE("a failure has its verdict, and no count when quiet") {
    CHECK(normal.finished(some_progress(), failed(rings))
              .starts_with("[ 12/100] failed reference/rings:html (3.2s, 145.0 MiB)\n"
                           "  exit status 2\n"));
    CHECK(quiet.finished(some_progress(), failed(rings))
              .starts_with("failed reference/rings:html (3.2s, 145.0 MiB)\n"
                           "  exit status 2\n"));
}

TEST_CASE("an attempt that will be retried is one line with its cause") {
    JobFinished event = failed(rings);
    event.will_retry = true;
    CHECK(normal.finished(some_progress(), event) ==
          "[ 12/100] failed reference/rings:html (3.2s, 145.0 MiB): exit status 2; trying again\n");
    event.outcome = Outcome::out_of_memory;
    event.ending = Signalled{SIGKILL};
    CHECK(normal.finished(some_progress(), event) ==
          "[ 12/100] out_of_memory reference/rings:html (3.2s, 145.0 MiB): memory ran out: the "
          "kernel killed it (SIGKILL) at a peak of 145.0 MiB; trying again, alone\n");
    CHECK(quiet.finished(some_progress(), event).empty());
}

TEST_CASE("a cancelled job is one line") {
    JobFinished event = built(rings);
    event.outcome = Outcome::cancelled;
    event.ending = Signalled{SIGTERM};
    CHECK(normal.finished(some_progress(), event) ==
          "[ 12/100] cancelled reference/rings:html (3.2s, 145.0 MiB)\n");
}

TEST_CASE("jobs skipped after a failure are shown, other skipped jobs only when verbose") {
    const JobSkipped skipped = {tutorial, Outcome::skipped, "a:html failed", "a:html"};
    const JobSkipped terse = {tutorial, Outcome::skipped, "what it needs failed", "a:html"};
    const JobSkipped fresh = {tutorial, Outcome::up_to_date, "", ""};
    const JobSkipped cancelled = {tutorial, Outcome::cancelled, "stopped by SIGINT", ""};
    const ProgressModel progress = some_progress();
    CHECK(normal.skipped(progress, skipped) == "[ 12/100] skipped tutorial:html: a:html failed\n");
    CHECK(normal.skipped(progress, terse) ==
          "[ 12/100] skipped tutorial:html: what it needs failed (a:html)\n");
    CHECK(quiet.skipped(progress, skipped).empty());
    CHECK(normal.skipped(progress, fresh).empty());
    CHECK(normal.skipped(progress, cancelled).empty());
    CHECK(verbose.skipped(progress, fresh) == "[ 12/100] up_to_date tutorial:html\n");
    CHECK(verbose.skipped(progress, cancelled) ==
          "[ 12/100] cancelled tutorial:html: stopped by SIGINT\n");
}

TEST_CASE("starts are shown when verbose") {
    JobStarted event = started(rings);
    CHECK(normal.started(some_progress(), event).empty());
    CHECK(verbose.started(some_progress(), event) ==
          "[ 12/100] started reference/rings:html (pid 4711)\n");
    event.attempt = 2;
    CHECK(verbose.started(some_progress(), event) ==
          "[ 12/100] started reference/rings:html (attempt 2, pid 4711)\n");
    CHECK(normal.run_started(run_of(100)).empty());
    CHECK(verbose.run_started(run_of(100)) ==
          "100 jobs in parallel mode, 2 at once: 2 processors\n");
}

TEST_CASE("a warning is shown even when quiet") {
    CHECK(quiet.warning({"disk full", ""}) == "warning: disk full\n");
    CHECK(normal.warning({"is\x1b[2J slow", "a:html"}) == "warning: a:html: is slow\n");
}
