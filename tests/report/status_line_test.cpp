#include "lib/report/status_line.hpp"

#include "lib/text/terminal_text.hpp"
#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

/// One of 100 jobs failed, two run, the rest is known to take 130 s on two slots.
ProgressModel busy() {
    ProgressModel progress;
    RunStarted run = run_of(100);
    run.estimated_jobs = 97;
    run.estimated_work = 260s;
    progress.run_started(run);
    progress.job_started(0s, started({"bad", "html"}));
    JobFinished event = failed({"bad", "html"});
    event.usage.wall = 0s;
    progress.job_finished(event);
    progress.job_started(0s, started(rings));
    progress.job_started(62s, started(tutorial));
    return progress;
}

std::string says_nothing(const JobName&) {
    return {};
}

std::string at_width(std::size_t columns, const ProgressModel& progress = busy(),
                     const ProgressOf& progress_of = says_nothing) {
    return status_line(progress, 65s, columns, Style(), progress_of);
}

} // namespace

TEST_CASE("the line shows progress, failures, the time left and running jobs with their times") {
    CHECK(at_width(120) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s, "
                           "tutorial:html 3s");
}

TEST_CASE("jobs that do not fit are dropped from the right and counted") {
    CHECK(at_width(79) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s, +1");
    CHECK(at_width(63) == "[  1/100] 1 failed, ~2min 10s left | reference/... 1min 05s, +1");
    CHECK(at_width(54) == "[  1/100] 1 failed | reference/rings:html 1min 05s, +1");
    CHECK(at_width(39) == "[  1/100] 1 failed, ~2min 10s left");
    CHECK(at_width(20) == "[  1/100] 1 failed");
    CHECK(at_width(12) == "[  1/100]");
    CHECK(at_width(6) == "[  ...");
    CHECK(at_width(0).empty());
}

TEST_CASE("no width is ever exceeded, whatever the names") {
    ProgressModel progress;
    progress.run_started(run_of(7));
    progress.job_started(0s, started({"漢字漢字漢字/\x1b[2Jx\n\xFF", "html"}));
    progress.job_started(0s, started({"Überblick", "html"}));
    for (std::size_t columns = 0; columns < 130; ++columns) {
        CHECK(columns_of(at_width(columns, progress)) <= columns);
        CHECK(columns_of(at_width(columns)) <= columns);
    }
    CHECK(at_width(70, progress) ==
          "[0/7] | 漢字漢字漢字/x^J\xEF\xBF\xBD:html 1min 05s, Überblick:html 1min 05s");
}

TEST_CASE("a stopped builder is marked, even in a narrow terminal") {
    ProgressModel progress;
    progress.run_started(run_of(7));
    progress.job_started(0s, started(rings));
    progress.job_started(0s, started(tutorial));
    progress.builder_stopped(rings, true);
    CHECK(at_width(80, progress) ==
          "[0/7] | reference/rings:html 1min 05s stopped, tutorial:html 1min 05s");
    CHECK(at_width(40, progress) == "[0/7] | referenc... 1min 05s stopped, +1");
    progress.builder_stopped(rings, false);
    CHECK(at_width(80, progress) ==
          "[0/7] | reference/rings:html 1min 05s, tutorial:html 1min 05s");
}

TEST_CASE("job progress follows the job's time and is dropped first") {
    const auto at = [](std::size_t columns) {
        return at_width(columns, busy(), [](const JobName& job) {
            return job == rings ? "40% reading sources" : "7% writing output";
        });
    };
    CHECK(at(122) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40% "
                     "reading sources, tutorial:html 3s 7% writing output");
    CHECK(at(121) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40% "
                     "reading sources, tutorial:html 3s 7% writing ou...");
    CHECK(at(113) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40% "
                     "reading sources, tutorial:html 3s");
    CHECK(at(94) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40% r"
                    "e..., tutorial:html 3s");
    CHECK(at(93) == at_width(93));
    CHECK(at(83) == "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40% "
                    "readi..., +1");
    CHECK(at(54) == at_width(54));
}

TEST_CASE("only jobs shown with room to spare are asked for their progress") {
    std::vector<JobName> asked;
    const auto ask = [&](const JobName& job) {
        asked.push_back(job);
        return std::string();
    };
    for (const std::size_t columns : {20U, 40U, 70U, 79U}) {
        at_width(columns, busy(), ask);
    }
    CHECK(asked.empty());
    at_width(83, busy(), ask);
    CHECK(asked == std::vector{rings});
    at_width(120, busy(), ask);
    CHECK(asked == std::vector{rings, rings, tutorial});
}

TEST_CASE("job progress is sanitized and never exceeds the width") {
    const auto says = [](const JobName& job) {
        return job == rings ? "4\x1b[2J0%\r漢字漢字\n" : "\xFF\t\x1b]0;title\a 100% done";
    };
    for (std::size_t columns = 0; columns < 150; ++columns) {
        const std::string line = at_width(columns, busy(), says);
        CHECK(columns_of(line) <= columns);
        CHECK(line == sanitize_for_terminal(line));
    }
    CHECK(at_width(98, busy(), says) ==
          "[  1/100] 1 failed, ~2min 10s left | reference/rings:html 1min 05s 40%^M漢字..., "
          "tutorial:html 3s");
}

TEST_CASE("failures are red, and colours take no room") {
    CHECK(status_line(busy(), 65s, 20, Style(true), says_nothing) ==
          "\x1b[1m[  1/100]\x1b[0m\x1b[31m 1 failed\x1b[0m");
}

TEST_CASE("before anything runs or is known there is the count alone") {
    ProgressModel progress;
    progress.run_started(run_of(7));
    CHECK(at_width(80, progress) == "[0/7]");
}
