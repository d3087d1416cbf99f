#include "lib/report/reporter.hpp"

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
    void operator()(const RunFinished& event) const { reporter.run_finished(time, event); }
};

} // namespace

void dispatch(Reporter& reporter, const RunEvent& event) {
    std::visit(Hooks{reporter, event.time}, event.what);
}

} // namespace docbuild
