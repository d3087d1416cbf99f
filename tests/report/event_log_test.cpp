#include "lib/report/event_log.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace docbuild;
using namespace docbuild::sample;

namespace {

std::string written(const std::vector<RunEvent>& events) {
    std::string text;
    EventLogReporter log([&text](std::string_view line) { text += line; }, "0.1.0");
    for (const RunEvent& event : events) {
        dispatch(log, event);
    }
    return text;
}

RunStarted whole_run() {
    RunStarted event = run_of(100);
    event.run = "20240101-120000";
    event.manifest = "/m/docbuild.json";
    event.build = "/m/_build";
    event.estimated_work = 90s;
    event.estimated_jobs = 98;
    return event;
}

JobFinished retried_failure() {
    JobFinished event = failed(rings);
    event.findings = {"/b/x", "d:1: bad", true, true};
    event.also_running = {"a:html"};
    event.notes = {"a note"};
    event.command = {"sphinx-build", "-q"};
    event.time_limit = 30min;
    event.will_retry = true;
    event.leaked = {{4711, "sleep 600"}, {4712, ""}};
    event.missing = {{tutorial, Outcome::failed, Remains::last_good}};
    event.missing_more = 2;
    return event;
}

} // namespace

TEST_CASE("a run's start and end are one line each") {
    CHECK(written({{0ns, whole_run()}}) ==
          R"({"time":0.0,"event":"run_started","run":"20240101-120000","version":"0.1.0",)"
          R"("manifest":"/m/docbuild.json","build":"/m/_build","mode":"parallel","slots":2,)"
          R"("reason":"2 processors","jobs":100,"estimated_work":90.0,"estimated_jobs":98})"
          "\n");
    const RunFinished end = {{{Outcome::built, 98}, {Outcome::timed_out, 2}}, 1, 92500ms};
    CHECK(written({{92500ms, end}}) ==
          R"({"time":92.5,"event":"run_finished","counts":{"built":98,"timed_out":2},)"
          R"("exit":1,"wall":92.5})"
          "\n");
}

TEST_CASE("a job's start and end have the designed fields, with times in microseconds") {
    JobStarted start = started(rings);
    start.log = "/b/rings.log";
    start.expected = 3s;
    CHECK(written({{1234567890ns, start}}) ==
          R"({"time":1.234568,"event":"job_started","job":"reference/rings:html",)"
          R"("document":"reference/rings","stage":"html","attempt":1,"pid":4711,)"
          R"("log":"/b/rings.log","expected":3.0})"
          "\n");
    CHECK(written({{4s, built(rings)}}) ==
          R"({"time":4.0,"event":"job_finished","job":"reference/rings:html",)"
          R"("document":"reference/rings","stage":"html","attempt":1,"outcome":"built","exit":0,)"
          R"("wall":3.2,"user":1.6,"system":0.32,"max_rss":152043520,"log":""})"
          "\n");
}

TEST_CASE("a failure has its signal or errno and the fields of its outcome") {
    JobFinished event = failed(rings);
    event.usage = {};
    event.outcome = Outcome::crashed;
    event.ending = Signalled{SIGSEGV};
    event.log_tail = {"caf\xE9"};
    CHECK(written({{4s, event}}) ==
          R"({"time":4.0,"event":"job_finished","job":"reference/rings:html",)"
          R"("document":"reference/rings","stage":"html","attempt":1,"outcome":"crashed",)"
          R"("signal":11,"signal_name":"SIGSEGV","wall":0.0,"user":0.0,"system":0.0,"max_rss":0,)"
          R"("log":"/b/.docbuild/logs/html/rings.log","log_tail":["caf)"
          "\xEF\xBF\xBD"
          R"("],"again":"docbuild reference/rings:html"})"
          "\n");
    event = JobFinished{};
    event.job = tutorial;
    event.outcome = Outcome::not_started;
    event.ending = FailedToStart{ENOENT, "execve"};
    CHECK(written({{4s, event}}) ==
          R"({"time":4.0,"event":"job_finished","job":"tutorial:html","document":"tutorial",)"
          R"("stage":"html","attempt":1,"outcome":"not_started","errno":2,)"
          R"("error":"No such file or directory","call":"execve","wall":0.0,"user":0.0,)"
          R"("system":0.0,"max_rss":0,"log":""})"
          "\n");
}

TEST_CASE("missing jobs are listed with what was used in their place") {
    JobFinished event = built(rings);
    event.missing = {{{"d", "inventory"}, Outcome::failed, Remains::nothing}};
    event.missing_more = 3;
    CHECK(written({{4s, event}}) ==
          R"({"time":4.0,"event":"job_finished","job":"reference/rings:html",)"
          R"("document":"reference/rings","stage":"html","attempt":1,"outcome":"built","exit":0,)"
          R"("wall":3.2,"user":1.6,"system":0.32,"max_rss":152043520,"log":"",)"
          R"("missing":[{"job":"d:inventory","document":"d","stage":"inventory",)"
          R"("outcome":"failed","used":"nothing"}],"missing_more":3})"
          "\n");
}

TEST_CASE("skipped jobs and warnings name the job at fault if there is one") {
    CHECK(written({{1s, JobSkipped{tutorial, Outcome::skipped, "a:html failed", "a:html"}},
                   {1s, JobSkipped{tutorial, Outcome::up_to_date, "", ""}},
                   {2s, Warning{"disk full", ""}},
                   {2s, Warning{"slow", "a:html"}}}) ==
          R"({"time":1.0,"event":"job_skipped","job":"tutorial:html","document":"tutorial",)"
          R"("stage":"html","outcome":"skipped","reason":"a:html failed","because_of":"a:html"})"
          "\n"
          R"({"time":1.0,"event":"job_skipped","job":"tutorial:html","document":"tutorial",)"
          R"("stage":"html","outcome":"up_to_date","reason":""})"
          "\n"
          R"({"time":2.0,"event":"warning","message":"disk full"})"
          "\n"
          R"({"time":2.0,"event":"warning","message":"slow","job":"a:html"})"
          "\n");
}

TEST_CASE("events of a run that concern no job are logged as warnings") {
    CHECK(
        written({{1s, BuilderStopped{tutorial}}, {2s, RunPaused{SIGTSTP}}, {2s, StatusAsked{}}}) ==
        R"({"time":1.0,"event":"warning","message":"its builder was stopped by an external signal; )"
        R"(its time limit keeps running","job":"tutorial:html"})"
        "\n"
        R"({"time":2.0,"event":"warning","message":"paused by SIGTSTP: the builders are stopped )"
        R"(and no time counts until SIGCONT"})"
        "\n"
        R"({"time":2.0,"event":"warning","message":"SIGUSR1: running: nothing"})"
        "\n");
}

TEST_CASE("all that a verdict needs is in the log") {
    CHECK(written({{2s, retried_failure()}}) ==
          R"({"time":2.0,"event":"job_finished","job":"reference/rings:html",)"
          R"("document":"reference/rings","stage":"html","attempt":1,"outcome":"failed","exit":2,)"
          R"("wall":3.2,"user":1.6,"system":0.32,"max_rss":152043520,)"
          R"("log":"/b/.docbuild/logs/html/rings.log","missing_output":"/b/x",)"
          R"("bad_depfile":"d:1: bad","memory_ran_out":true,"memory_is_unknown":true,)"
          R"("time_limit":1800.0,"will_retry":true,"also_running":["a:html"],"notes":["a note"],)"
          R"("command":["sphinx-build","-q"],"leaked":[{"process":4711,"command":"sleep 600"},)"
          R"({"process":4712}],"missing":[{"job":"tutorial:html","document":"tutorial",)"
          R"("stage":"html","outcome":"failed","used":"last_good"}],"missing_more":2,)"
          R"("log_tail":["reading sources","Extension error!"],)"
          R"("again":"docbuild reference/rings:html"})"
          "\n");
}

TEST_CASE("reading a log back yields the jobs that were running at its end") {
    const std::string log = written({{0ns, whole_run()},
                                     {1ms, started(rings)},
                                     {2ms, started(tutorial)},
                                     {2s, built(tutorial)},
                                     {2s, retried_failure()}});
    CHECK(unfinished_in(log) == std::set<std::string>{"reference/rings:html"});
    CHECK_FALSE(unfinished_in(log + written({{3s, RunFinished{}}})));
    for (std::size_t length = 0; length <= log.size(); ++length) {
        CHECK(unfinished_in(std::string_view(log).substr(0, length)));
    }
}
