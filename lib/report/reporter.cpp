#include "lib/report/reporter.hpp"

#include "lib/wording/notices.hpp"

namespace docbuild {

namespace {

struct Hooks {
    Reporter& reporter;
    Duration time;

    void operator()(const RunStarted& event) const { reporter.run_started(time, event); }
    void operator()(const JobStarted& event) const { reporter.job_started(time, event); }
    void operator()(const JobFinished& event) const { reporter.job_finished(time, event); }
    void operator()(const JobSkipped& event) const { reporter.job_skipped(time, event); }
    void operator()(const Warning& event) const { reporter.warning(time, event); }
    void operator()(const BuilderStopped& event) const { reporter.builder_stopped(time, event); }
    void operator()(const BuilderContinued& event) const {
        reporter.builder_continued(time, event);
    }
    void operator()(const RunPaused& event) const { reporter.run_paused(time, event); }
    void operator()(const RunResumed& event) const { reporter.run_resumed(time, event); }
    void operator()(const StatusAsked& event) const { reporter.status_asked(time, event); }
    void operator()(const RunFinished& event) const { reporter.run_finished(time, event); }
};

} // namespace

void Reporter::builder_stopped(Duration time, const BuilderStopped& event) {
    warning(time, in_words(event));
}

void Reporter::builder_continued(Duration time, const BuilderContinued& event) {
    warning(time, in_words(event));
}

void Reporter::run_paused(Duration time, const RunPaused& event) {
    warning(time, in_words(event));
}

void Reporter::run_resumed(Duration time, const RunResumed& event) {
    warning(time, in_words(event));
}

void Reporter::status_asked(Duration time, const StatusAsked& event) {
    warning(time, in_words(event));
}

void dispatch(Reporter& reporter, const RunEvent& event) {
    std::visit(Hooks{reporter, event.time}, event.what);
}

} // namespace docbuild
