#include "lib/report/tty.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

struct Screen {
    std::vector<std::string> writes;
    unsigned columns = 80;
    std::string says; // each job of itself
    int asked = 0;
    TtyReporter tty;

    explicit Screen(Verbosity verbosity = Verbosity::normal)
        : tty([this](std::string_view piece) { writes.emplace_back(piece); },
              [this] { return columns; }, verbosity, Style(),
              [this](const JobName&) { return ++asked, says; }) {}
};

using Writes = std::vector<std::string>;

} // namespace

TEST_CASE("the status line is rewritten in place and erased at the end") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(1s, started(rings));
    screen.tty.job_finished(4s, built(rings));
    screen.tty.run_finished(5s, {});
    CHECK(screen.writes == Writes{"\r[0/2]\x1b[K", "\r[0/2] | reference/rings:html 0s\x1b[K",
                                  "\r[1/2] ~1s left\x1b[K", "\r\x1b[K"});
    CHECK_FALSE(screen.tty.next_tick().has_value());
}

TEST_CASE("the line is drawn once a second while nothing happens") {
    Screen screen;
    CHECK_FALSE(screen.tty.next_tick().has_value());
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(200ms, started(rings));
    CHECK(screen.tty.next_tick() == 1200ms);
    screen.writes.clear();
    screen.tty.tick(1100ms);
    CHECK(screen.writes.empty());
    screen.tty.tick(1200ms);
    CHECK(screen.writes == Writes{"\r[0/2] | reference/rings:html 1s\x1b[K"});
    CHECK(screen.tty.next_tick() == 2200ms);
}

TEST_CASE("a burst is drawn once, and the next tick shows where it ended") {
    Screen screen;
    screen.tty.run_started(0s, run_of(1000));
    for (int i = 0; i < 1000; ++i) {
        screen.tty.job_finished(50ms, built(rings, 0s));
    }
    CHECK(screen.writes.size() == 1);
    CHECK(screen.tty.next_tick() == 100ms);
    screen.tty.tick(100ms);
    CHECK(screen.writes == Writes{"\r[   0/1000]\x1b[K", "\r[1000/1000]\x1b[K"});
    CHECK(screen.tty.next_tick() == 1100ms);
}

TEST_CASE("verdicts and warnings are printed above the line, in one write with it") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.warning(10ms, {"disk nearly full", ""});
    JobFinished event = failed(rings);
    event.log_tail.clear();
    event.log.clear();
    screen.tty.job_finished(20ms, event);
    CHECK(screen.writes == Writes{"\r[0/2]\x1b[K",
                                  "\r\x1b[Kwarning: disk nearly full\n\r[0/2]\x1b[K",
                                  "\r\x1b[K[1/2] failed reference/rings:html (3.2s, 145.0 MiB)\n"
                                  "  exit status 2\n"
                                  "  again: docbuild reference/rings:html\n"
                                  "\r[1/2] 1 failed, ~1s left\x1b[K"});
}

TEST_CASE(
    "a reason is printed once: later failures are counted in the line and named in the summary") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_finished(20ms, failed(rings));
    const std::size_t told = screen.writes.size();
    screen.tty.job_finished(300ms, failed(tutorial));
    REQUIRE(screen.writes.size() == told + 1);
    CHECK(screen.writes.back() == "\r[2/2] 2 failed\x1b[K");
}

TEST_CASE("the width of the moment counts, the last column stays free, unknown means 80") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(1s, started({std::string(90, 'x'), "html"}));
    screen.columns = 30;
    screen.tty.tick(2s);
    screen.columns = 0;
    screen.tty.tick(3s);
    CHECK(screen.writes[1] == "\r[0/2] | " + std::string(65, 'x') + "... 0s\x1b[K");
    CHECK(screen.writes[2] == "\r[0/2] | " + std::string(15, 'x') + "... 1s\x1b[K");
    CHECK(screen.writes[3] == "\r[0/2] | " + std::string(65, 'x') + "... 2s\x1b[K");
}

TEST_CASE("a job is asked for its progress only when the line is drawn") {
    Screen screen;
    screen.says = "40% reading sources";
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(1s, started(rings));
    screen.tty.builder_continued(1050ms, {rings});
    screen.tty.tick(1090ms);
    CHECK(screen.asked == 1);
    screen.says = "60% reading sources";
    screen.tty.tick(1100ms);
    CHECK(screen.asked == 2);
    CHECK(screen.writes.back() == "\r[0/2] | reference/rings:html 0s 60% reading sources\x1b[K");
    screen.tty.run_paused(2s, {SIGTSTP});
    screen.tty.run_finished(3s, {});
    screen.tty.tick(9s);
    CHECK(screen.asked == 2);
    Screen quiet(Verbosity::quiet);
    quiet.tty.run_started(0s, run_of(2));
    quiet.tty.job_started(1s, started(rings));
    quiet.tty.tick(9s);
    CHECK(quiet.asked == 0);
}

TEST_CASE("an erased line comes back with the next tick") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.erase();
    screen.tty.erase();
    CHECK(screen.tty.next_tick() == 100ms);
    screen.tty.tick(100ms);
    CHECK(screen.writes == Writes{"\r[0/2]\x1b[K", "\r\x1b[K", "\r[0/2]\x1b[K"});
}

TEST_CASE("verbose prints every job above the line, quiet has no line") {
    Screen verbose(Verbosity::verbose);
    verbose.tty.run_started(0s, run_of(2));
    verbose.tty.job_started(0s, started(rings));
    CHECK(verbose.writes.back() == "\r\x1b[K[0/2] started reference/rings:html (pid 4711)\n"
                                   "\r[0/2] | reference/rings:html 0s\x1b[K");
    Screen quiet(Verbosity::quiet);
    quiet.tty.run_started(0s, run_of(2));
    quiet.tty.job_finished(1s, built(rings));
    quiet.tty.warning(2s, {"disk full", ""});
    quiet.tty.tick(3s);
    quiet.tty.run_finished(4s, {});
    CHECK(quiet.writes == Writes{"warning: disk full\n"});
}

TEST_CASE("a stopped builder is reported once and marked until it is resumed") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(200ms, started(rings));
    screen.writes.clear();
    screen.tty.builder_stopped(1s, {rings});
    screen.tty.builder_continued(2s, {rings});
    CHECK(screen.writes ==
          Writes{"\r\x1b[Kwarning: reference/rings:html: its builder was stopped by an external "
                 "signal; its time limit keeps running\n"
                 "\r[0/2] | reference/rings:html 0s stopped\x1b[K",
                 "\r[0/2] | reference/rings:html 1s\x1b[K"});
}

TEST_CASE("the screen is left to the shell during a pause, and the line comes back after it") {
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.run_paused(1s, {SIGTSTP});
    screen.tty.run_resumed(1s, {60s});
    CHECK(screen.writes == Writes{"\r[0/2]\x1b[K", "\r\x1b[K", "\r[0/2]\x1b[K"});
    Screen quiet(Verbosity::quiet);
    quiet.tty.run_started(0s, run_of(2));
    quiet.tty.run_paused(1s, {SIGTSTP});
    quiet.tty.run_resumed(1s, {60s});
    CHECK(quiet.writes.empty());
}

TEST_CASE("the status that was asked for stands above the line, and is said when quiet too") {
    const StatusAsked asked{{{rings, 7, std::nullopt}}, 0, 1};
    const std::string text = "after 3.0s: 0 of 2 jobs done; running: 1; waiting: 1 for other jobs\n"
                             "  reference/rings:html (3.0s, pid 7)\n";
    Screen screen;
    screen.tty.run_started(0s, run_of(2));
    screen.tty.job_started(0s, started(rings));
    screen.tty.status_asked(3s, asked);
    CHECK(screen.writes.back() == "\r\x1b[K" + text + "\r[0/2] | reference/rings:html 3s\x1b[K");
    Screen quiet(Verbosity::quiet);
    quiet.tty.run_started(0s, run_of(2));
    quiet.tty.job_started(0s, started(rings));
    quiet.tty.status_asked(3s, asked);
    CHECK(quiet.writes == Writes{text});
}
