#include "lib/wording/verdict.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <utility>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

/// A failure without log and command to run again, so that the causes stand alone.
JobFinished bare(Outcome outcome, Ending ending) {
    JobFinished event = built(rings);
    event.outcome = outcome;
    event.ending = std::move(ending);
    return event;
}

std::string causes(const JobFinished& event) {
    return verdict_body(event, Style());
}

} // namespace

TEST_CASE("a verdict shows the outcome, the cause, the log's end and path, and how to rerun") {
    CHECK(headline(failed(rings), Style()) == "failed reference/rings:html (3.2s, 145.0 MiB)");
    CHECK(verdict_body(failed(rings), Style()) == "  exit status 2\n"
                                                  "  last lines of its log:\n"
                                                  "  | reading sources\n"
                                                  "  | Extension error!\n"
                                                  "  log: /b/.docbuild/logs/html/rings.log\n"
                                                  "  again: docbuild reference/rings:html\n");
}

TEST_CASE("a job built without predecessors says what was used instead") {
    JobFinished event = built(rings);
    event.missing = {{{"d", "inventory"}, Outcome::failed, Remains::nothing}};
    CHECK(headline(event, Style()) ==
          "built reference/rings:html (3.2s, 145.0 MiB), without d:inventory (failed)");
    event.missing = {{{"d", "inventory"}, Outcome::failed, Remains::last_good},
                     {{"e", "inventory"}, Outcome::skipped, Remains::last_good},
                     {{"f", "inventory"}, Outcome::timed_out, Remains::unfinished},
                     {{"g", "inventory"}, Outcome::failed, Remains::nothing}};
    event.missing_more = 4;
    CHECK(headline(event, Style()) ==
          "built reference/rings:html (3.2s, 145.0 MiB), with the last good d:inventory (failed), "
          "e:inventory (skipped), with what is there of f:inventory (timed_out) and 5 more");
}

TEST_CASE("notes follow the cause") {
    JobFinished event = bare(Outcome::failed, Exited{1});
    event.notes = {"the builder left 2 processes behind"};
    CHECK(causes(event) == "  exit status 1\n  the builder left 2 processes behind\n");
}

TEST_CASE("a crash names its signal, and says if docbuild did not send it") {
    CHECK(causes(bare(Outcome::crashed, Signalled{SIGSEGV})) == "  killed by SIGSEGV\n");
    CHECK(causes(bare(Outcome::crashed, Signalled{SIGKILL})) ==
          "  killed by SIGKILL, which docbuild did not send\n");
}

TEST_CASE("a timeout names the limit and how the builder ended") {
    JobFinished event = bare(Outcome::timed_out, Signalled{SIGTERM});
    event.time_limit = 30min;
    CHECK(causes(event) ==
          "  not finished within its time limit of 30min 00s; docbuild ended it (SIGTERM)\n"
          "  if it only needs longer: raise \"timeout\" in the manifest, or give --timeout\n");
}

TEST_CASE("out of memory shows the peak, the other running jobs and what to try") {
    JobFinished event = bare(Outcome::out_of_memory, Signalled{SIGKILL});
    event.also_running = {"a:html", "b:html"};
    CHECK(causes(event) ==
          "  memory ran out: the kernel killed it (SIGKILL) at a peak of 145.0 MiB\n"
          "  running at the same time: a:html, b:html\n"
          "  try: fewer builders at once (--jobs), more \"slots\" for this stage, \"oom_retries\" "
          "(again, alone), or more memory\n");
    event.also_running.clear();
    CHECK(causes(event) ==
          "  memory ran out: the kernel killed it (SIGKILL) at a peak of 145.0 MiB\n"
          "  nothing else of this run was running: it needs more memory than it can get\n"
          "  try: more memory for this machine or its cgroup, or a smaller document\n");
}

TEST_CASE("a shell's exit status for a killed program is explained") {
    JobFinished event = bare(Outcome::out_of_memory, Exited{137});
    CHECK(causes(event).starts_with("  memory ran out: the kernel killed a program that it ran "
                                    "(exit status 137) at a peak of 145.0 MiB\n"));
    event.ending = Exited{2};
    event.finding = "EOFError";
    CHECK(causes(event).ends_with("or a smaller document\n  EOFError\n"));
    CHECK(causes(event).starts_with(
        "  memory ran out: the kernel killed a process while it ran, most likely one that it had "
        "started (exit status 2) at a peak of 145.0 MiB\n"));
    CHECK(causes(bare(Outcome::failed, Exited{139})) ==
          "  exit status 139 (a shell says so of a program that was ended by SIGSEGV)\n");
    CHECK(causes(bare(Outcome::failed, Exited{128})) == "  exit status 128\n");
    CHECK(causes(bare(Outcome::failed, Exited{160})) == "  exit status 160\n");
}

TEST_CASE("an unexplained SIGKILL is suspected to be an out-of-memory kill") {
    JobFinished event = bare(Outcome::crashed, Signalled{SIGKILL});
    event.findings.memory_is_unknown = true;
    CHECK(
        causes(event) ==
        "  killed by SIGKILL, which docbuild did not send\n"
        "  perhaps memory ran out, which cannot be seen from here: look for an out-of-memory kill "
        "in the system's log (dmesg)\n");
}

TEST_CASE("a missing output, a bad depfile and an oversized log are named") {
    JobFinished event = bare(Outcome::missing_output, Exited{0});
    event.findings.missing_output = "/b/html/rings/index.html";
    CHECK(causes(event) == "  exit status 0, but an output that it declares is missing: "
                           "/b/html/rings/index.html\n");
    event = bare(Outcome::failed, Exited{0});
    event.findings.bad_depfile = "rings.d:3: no colon";
    CHECK(causes(event) == "  exit status 0, but its depfile is wrong: rings.d:3: no colon\n");
    event = bare(Outcome::failed, Signalled{SIGTERM});
    event.findings.log_limit_exceeded = true;
    event.log_limit = Bytes{1U << 30U};
    CHECK(causes(event) ==
          "  its log grew beyond its limit of 1.0 GiB (SIGTERM)\n"
          "  see what it goes on writing; if all that is right: raise \"log_limit\" in the "
          "manifest\n");
}

TEST_CASE("a builder that could not be started shows the error and what to check") {
    JobFinished event = bare(Outcome::not_started, FailedToStart{ENOENT, "execve"});
    event.usage = {};
    event.command = {"sphinx-biuld", "-q"};
    CHECK(headline(event, Style()) == "not_started reference/rings:html");
    CHECK(verdict_body(event, Style()) ==
          "  could not be started: execve: No such file or directory\n"
          "  check that 'sphinx-biuld' is installed and on PATH, and that the interpreter in its"
          " first line exists\n");
    event.ending = FailedToStart{EACCES, "execve"};
    CHECK(causes(event) ==
          "  could not be started: execve: Permission denied\n"
          "  check that 'sphinx-biuld' is a file, not a directory, and may be executed\n");
    event.ending = FailedToStart{ENOENT, "chdir"};
    CHECK(causes(event) == "  could not be started: chdir: No such file or directory\n"
                           "  check that the stage's \"cwd\" is a directory that may be entered\n");
    event.ending = FailedToStart{EISDIR, "write /b/.docbuild/sphinx/html/a.front"};
    CHECK(causes(event) ==
          "  could not be started: write /b/.docbuild/sphinx/html/a.front: Is a directory\n"
          "  something else stands there: move it away\n");
    event.ending = FailedToStart{EACCES, "mkdir /b/html/a"};
    CHECK(causes(event) == "  could not be started: mkdir /b/html/a: Permission denied\n"
                           "  check that this user may write there\n");
    event.ending = FailedToStart{EMFILE, "open /b/.docbuild/logs/html/a.log"};
    CHECK(causes(event) ==
          "  could not be started: open /b/.docbuild/logs/html/a.log: Too many open files\n"
          "  check the limits on processes, open files and memory (ulimit -a)\n");
    event.ending = FailedToStart{EIO, ""};
    CHECK(causes(event) == "  could not be started: Input/output error\n");
}

TEST_CASE("control characters in a log do not reach the terminal") {
    JobFinished event = bare(Outcome::failed, Exited{1});
    event.log_tail = {"\x1b[2J\x1b[31mError\x1b[0m\a", "caf\xE9", "10%\r100%"};
    CHECK(causes(event) == "  exit status 1\n  last lines of its log:\n"
                           "  | Error^G\n  | caf\xEF\xBF\xBD\n  | 100%\n");
}

TEST_CASE("the headline shows later attempts and is coloured by the outcome") {
    JobFinished event = built(rings);
    event.attempt = 2;
    CHECK(headline(event, Style()) == "built reference/rings:html (attempt 2, 3.2s, 145.0 MiB)");
    CHECK(headline(bare(Outcome::crashed, Signalled{SIGBUS}), Style(true)) ==
          "\x1b[31mcrashed\x1b[0m \x1b[1mreference/rings:html\x1b[0m\x1b[2m (3.2s, 145.0 "
          "MiB)\x1b[0m");
}
