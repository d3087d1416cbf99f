// The closing summary of a run: counts, what took longest and most memory, and failures last.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"
#include "lib/wording/same_failures.hpp"
#include "lib/wording/style.hpp"
#include "lib/wording/verbosity.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace docbuild {

/// The jobs with the largest figures, the largest first; among equals, the first that came.
class LargestJobs {
  public:
    void add(std::uint64_t figure, const JobName& job);
    const std::vector<std::pair<std::uint64_t, JobName>>& jobs() const { return jobs_; }

  private:
    std::vector<std::pair<std::uint64_t, JobName>> jobs_;
};

/// Belongs behind the reporter that shows progress, which by then has cleared the screen. When
/// quiet, it says something only of a run that failed or was stopped.
class SummaryReporter : public Reporter {
  public:
    SummaryReporter(Sink sink, Verbosity verbosity, Style style)
        : sink_(std::move(sink)), verbosity_(verbosity), style_(style) {}

    void run_started(Duration time, const RunStarted& event) override;
    void job_finished(Duration time, const JobFinished& event) override;
    void run_finished(Duration time, const RunFinished& event) override;

  private:
    std::string counts_line(const RunFinished& event) const;
    std::string stop_line(const RunFinished& event) const;
    std::string largest() const;
    std::string failures() const;
    void add_failure(const JobFinished& event);

    /// Jobs that failed for one reason.
    struct Failure {
        std::string line; // of the first
        std::vector<std::string> others;
    };
    Sink sink_;
    Verbosity verbosity_;
    Style style_;
    std::size_t total_ = 0;
    std::size_t builds_ = 0;
    FindingCounts findings_; // of all jobs that were built
    LargestJobs slowest_;
    LargestJobs largest_in_memory_;
    std::vector<Failure> failures_;
    std::map<std::string, std::size_t> failure_of_; // by the first job
    SameFailures same_failures_;
};

} // namespace docbuild
