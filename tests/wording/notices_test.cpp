#include "lib/wording/notices.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

ProgressModel two_running_of(std::size_t jobs) {
    ProgressModel progress;
    progress.run_started(run_of(jobs));
    progress.job_started(1s, started(rings));
    progress.job_started(5s, started(tutorial));
    return progress;
}

} // namespace

TEST_CASE("the status shows progress, running jobs with their cost, and waiting jobs") {
    ProgressModel progress = two_running_of(90);
    progress.builder_stopped(tutorial, true);
    const StatusAsked asked{
        {{rings, 4711, Bytes{3U << 20U}}, {tutorial, 4712, std::nullopt, "4\r0% reading sources"}},
        5,
        81};
    CHECK(status_lines(asked, progress, 66s, Style()) ==
          "after 1min 06s: 0 of 90 jobs done; running: 2; waiting: 5 for a slot, 81 for other "
          "jobs\n"
          "  reference/rings:html (1min 05s, 3.0 MiB, pid 4711)\n"
          "  tutorial:html (1min 01s, 4^M0% reading sources, pid 4712, stopped by an external "
          "signal)\n");
}

TEST_CASE("the status mentions no waiting jobs when the last ones are running") {
    ProgressModel progress = two_running_of(3);
    progress.job_finished(failed(tutorial));
    CHECK(status_lines({{{rings, 4711, std::nullopt}}, 0, 0}, progress, 6s, Style()) ==
          "after 6.0s: 1 of 3 jobs done, 1 failed; running: 1\n"
          "  reference/rings:html (5.0s, pid 4711)\n");
}

TEST_CASE("the first three files that a builder seems to change itself are named") {
    CHECK(
        changed_by_itself({"a.rst"}) ==
        "twice in a row it is built for nothing but files that changed while its own builder ran: "
        "a.rst; if the builder writes them, name them in \"ignore\"");
    CHECK(changed_by_itself({"a", "b", "c", "d", "e"}).find(": a, b, c and 2 more; if") !=
          std::string::npos);
}

TEST_CASE("each notice can be worded as one sentence") {
    CHECK(in_words(BuilderStopped{rings}).job == "reference/rings:html");
    CHECK(in_words(BuilderContinued{rings}).message == "its builder was resumed");
    CHECK(in_words(BuilderContinued{rings, true}).message ==
          "docbuild resumed its stopped builder so that it can end");
    CHECK(in_words(RunPaused{SIGTSTP}).message ==
          "paused by SIGTSTP: the builders are stopped and no time counts until SIGCONT");
    CHECK(in_words(RunResumed{90s}).message == "resumed after a pause of 1min 30s");
    CHECK(in_words(StatusAsked{}).message == "SIGUSR1: running: nothing");
    CHECK(in_words(StatusAsked{{{rings, 1, Bytes{1U << 20U}}, {tutorial, 2, std::nullopt}}, 0, 3})
              .message == "SIGUSR1: running: reference/rings:html (1.0 MiB, pid 1), "
                          "tutorial:html (pid 2); waiting: 3 for other jobs");
    CHECK(in_words(StatusAsked{{{rings, 1, std::nullopt, "7% writing output"}}, 0, 0}).message ==
          "SIGUSR1: running: reference/rings:html (7% writing output, pid 1)");
}

TEST_CASE("messages about what docbuild could not do name the cause and the consequence") {
    const FailedToStart no_process{EAGAIN, "clone"};
    CHECK(slots_reduced(no_process, 1).message ==
          "clone: Resource temporarily unavailable; for now at most one builder at once");
    CHECK(slots_reduced(no_process, 3).message ==
          "clone: Resource temporarily unavailable; for now at most 3 builders at once");
    CHECK(stopping_builders(2).message ==
          "SIGINT: stopping running builders; once more kills them");
    const Warning refused = not_signalled({"guide", "html"}, 15, EPERM);
    CHECK(refused.job == "guide:html");
    CHECK(refused.message == "kill: SIGTERM: Operation not permitted; end its processes yourself, "
                             "docbuild waits for them");
}

TEST_CASE("patches that failed and wrappers are named") {
    CHECK(
        patch_failed("quotes", "KeyError: 'x'", "guide:html") ==
        "docbuild's patch 'quotes' failed in guide:html and is off from here on, which costs time "
        "alone: KeyError: 'x'");
    CHECK(patches_failed("KeyError: 'x'", "guide:html") ==
          "docbuild's own code failed in guide:html, which was started again without any of its "
          "patches; so are the documents that follow: KeyError: 'x'");
    CHECK(is_a_wrapper("./sphinx") ==
          "'./sphinx' is a wrapper: documents are built by it, and not preloaded; the key 'python' "
          "can name the interpreter that has Sphinx");
}
