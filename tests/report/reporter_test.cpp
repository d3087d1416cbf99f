#include "lib/report/reporter.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace docbuild;

namespace {

class Recorder : public Reporter {
  public:
    std::string seen;
    void run_started(Duration, const RunStarted&) override { seen += "run_started "; }
    void job_skipped(Duration, const JobSkipped& event) override { seen += event.job.text() + " "; }
};

} // namespace

TEST_CASE("each event reaches its hook, hooks that are not overridden do nothing") {
    Recorder recorder;
    dispatch(recorder, {Duration(0), RunStarted{}});
    dispatch(recorder, {Duration(0), JobFinished{}});
    dispatch(recorder, {Duration(0), JobSkipped{{"a", "html"}, Outcome::skipped, "", ""}});
    CHECK(recorder.seen == "run_started a:html ");
    CHECK_FALSE(recorder.next_tick().has_value());
}

TEST_CASE("a reporter gets events that concern no job at least as warnings") {
    class Warned : public Reporter {
      public:
        int warnings = 0;
        void warning(Duration, const Warning&) override { ++warnings; }
    };
    Warned warned;
    dispatch(warned, {Duration(0), BuilderStopped{}});
    dispatch(warned, {Duration(0), BuilderContinued{}});
    dispatch(warned, {Duration(0), RunPaused{}});
    dispatch(warned, {Duration(0), RunResumed{}});
    dispatch(warned, {Duration(0), StatusAsked{}});
    CHECK(warned.warnings == 5);
}
