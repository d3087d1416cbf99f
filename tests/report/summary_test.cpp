#include "lib/report/summary.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

struct Summary {
    std::string text;
    SummaryReporter reporter;

    explicit Summary(Verbosity verbosity = Verbosity::normal)
        : reporter([this](std::string_view piece) { text += piece; }, verbosity, Style()) {}
};

JobFinished cheap(const std::string& document, Duration wall, std::uint64_t mebibytes) {
    JobFinished event = built({document, "html"}, wall);
    event.usage.max_rss = Bytes{mebibytes << 20U};
    return event;
}

} // namespace

TEST_CASE("counts first, then the slowest and the largest, failures last") {
    Summary summary;
    summary.reporter.run_started(0s, run_of(7));
    summary.reporter.job_finished(1s, failed(rings));
    for (int i = 1; i <= 5; ++i) {
        summary.reporter.job_finished(2s, cheap(std::to_string(i), i * 20s, 2000 - 100 * i));
    }
    summary.reporter.run_finished(
        92s, {{{Outcome::built, 5}, {Outcome::failed, 1}, {Outcome::skipped, 1}}, 1, 92s});
    CHECK(summary.text == "5 built, 1 failed, 1 skipped in 1min 32s\n"
                          "slowest:\n"
                          "  1min 40s  5:html\n"
                          "  1min 20s  4:html\n"
                          "  1min 00s  3:html\n"
                          "     40.0s  2:html\n"
                          "     20.0s  1:html\n"
                          "most memory:\n"
                          "  1.9 GiB  1:html\n"
                          "  1.8 GiB  2:html\n"
                          "  1.7 GiB  3:html\n"
                          "  1.6 GiB  4:html\n"
                          "  1.5 GiB  5:html\n"
                          "failed:\n"
                          "  failed reference/rings:html, log: /b/.docbuild/logs/html/rings.log, "
                          "again: docbuild reference/rings:html\n");
}

TEST_CASE(
    "of many jobs that failed for one reason the first has a line, and the rest are counted") {
    Summary summary(Verbosity::quiet);
    summary.reporter.run_started(0s, run_of(9));
    const auto fails = [&](const std::string& document, const std::string& finding) {
        JobFinished event = failed({document, "html"});
        event.log.clear();
        event.again.clear();
        event.finding = finding;
        summary.reporter.job_finished(1s, event);
    };
    fails("a", "conf.py:106: NameError");
    fails("x", "another");
    for (int i = 1; i <= 6; ++i) {
        fails(std::to_string(i), "conf.py:106: NameError");
    }
    fails("y", "another");
    summary.reporter.run_finished(1s, {{{Outcome::failed, 9}}, 1, 1s});
    CHECK(summary.text == "9 failed in 1.0s\n"
                          "failed:\n"
                          "  failed a:html\n"
                          "    and 6 more: 1:html, 2:html, 3:html, 4:html, 5:html ...\n"
                          "  failed x:html\n"
                          "    and 1 more: y:html\n");
}

TEST_CASE("of equals the first to finish comes first, and attempts tried again do not count") {
    Summary summary;
    summary.reporter.run_started(0s, run_of(2));
    JobFinished again = failed(rings);
    again.will_retry = true;
    summary.reporter.job_finished(1s, again);
    summary.reporter.job_finished(2s, cheap("b", 1s, 1));
    summary.reporter.job_finished(3s, cheap("a", 1s, 1));
    summary.reporter.run_finished(3s, {{{Outcome::built, 2}}, 0, 3s});
    CHECK(summary.text == "2 built in 3.0s\n"
                          "slowest:\n  1.0s  b:html\n  1.0s  a:html\n"
                          "most memory:\n  1.0 MiB  b:html\n  1.0 MiB  a:html\n");
}

TEST_CASE("a run that built at most one job has only counts") {
    Summary one;
    one.reporter.run_started(0s, run_of(1));
    one.reporter.job_finished(1s, built(rings));
    one.reporter.run_finished(1s, {{{Outcome::built, 1}, {Outcome::up_to_date, 99}}, 0, 40ms});
    CHECK(one.text == "1 built, 99 up_to_date in 0.04s\n");
    Summary none;
    none.reporter.run_finished(0s, {});
    CHECK(none.text == "nothing to do in 0.00s\n");
}

TEST_CASE("a run stopped by a signal says which, and how much was not built") {
    Summary summary;
    summary.reporter.run_started(0s, run_of(15));
    summary.reporter.run_finished(
        5s, {{{Outcome::built, 3}, {Outcome::cancelled, 2}}, 128 + SIGINT, 5s});
    CHECK(summary.text == "3 built, 2 cancelled in 5.0s\nstopped by SIGINT; 12 jobs not built\n");
}

TEST_CASE("quiet says nothing of a success, and of a failure the counts and the failed jobs") {
    Summary success(Verbosity::quiet);
    success.reporter.job_finished(1s, built(rings));
    success.reporter.run_finished(1s, {{{Outcome::built, 1}}, 0, 1s});
    CHECK(success.text.empty());
    Summary failure(Verbosity::quiet);
    failure.reporter.job_finished(1s, built(tutorial));
    JobFinished event = failed(rings);
    event.log.clear();
    failure.reporter.job_finished(1s, event);
    failure.reporter.run_finished(1s, {{{Outcome::built, 1}, {Outcome::failed, 1}}, 1, 1s});
    CHECK(failure.text == "1 built, 1 failed in 1.0s\n"
                          "failed:\n"
                          "  failed reference/rings:html, again: docbuild reference/rings:html\n");
}
