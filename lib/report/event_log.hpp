// The event log: one JSON object a line, the record that every report is a rendering of (design,
// section 7).
#pragma once

#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace docbuild {

class EventLogReporter : public Reporter {
  public:
    /// `version` is docbuild's own, written with `run_started`. `sink` gets one whole line a call.
    EventLogReporter(Sink sink, std::string version)
        : sink_(std::move(sink)), version_(std::move(version)) {}

    void run_started(Duration time, const RunStarted& event) override;
    void job_started(Duration time, const JobStarted& event) override;
    void job_finished(Duration time, const JobFinished& event) override;
    void job_skipped(Duration time, const JobSkipped& event) override;
    void warning(Duration time, const Warning& event) override;
    void run_finished(Duration time, const RunFinished& event) override;

  private:
    Sink sink_;
    std::string version_;
};

/// The jobs that were started and did not finish, as far as the last lines of an event log tell;
/// empty if these say how the run ended. Takes any bytes: what is no event is passed over.
std::optional<std::set<std::string>> unfinished_in(std::string_view log);

} // namespace docbuild
