// A run's progress: counts, running jobs and since when, and the estimated time left.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/text/units.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace docbuild {

struct RunningJob {
    JobName job;
    Duration since{}; // relative to the start of the run
    std::optional<Duration> expected;
    bool is_stopped = false; // by an external signal
};

class ProgressModel {
  public:
    void run_started(const RunStarted& event);
    void job_started(Duration time, const JobStarted& event);
    void job_finished(const JobFinished& event);
    void job_skipped(const JobSkipped& event);
    void builder_stopped(const JobName& job, bool is_stopped);

    std::size_t total() const { return total_; }
    /// Jobs that ended for good, not counting those that will be retried.
    std::size_t done() const { return done_; }
    std::size_t failed() const { return failed_; }
    /// The longest running first.
    const std::vector<RunningJob>& running() const { return running_; }

    /// Estimated time left: the larger of the longest running job's remainder and the total
    /// remaining work divided by the slots. A job is estimated by its last duration; without one,
    /// by the mean of those finished in this run, or else of all known last durations; empty if
    /// there are neither. A job that overruns its estimate counts as zero.
    std::optional<Duration> time_left(Duration now) const;

  private:
    std::optional<double> typical_seconds() const;
    void expect_again(const std::optional<Duration>& expected);
    void expect_no_more(const std::optional<Duration>& expected);

    std::size_t total_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    unsigned slots_ = 1;
    std::vector<RunningJob> running_;
    double known_mean_ = 0;           // seconds, of jobs with a known last duration
    double known_work_ = 0;           // seconds, of those still waiting
    std::size_t known_jobs_ = 0;      // how many of them are still waiting
    double finished_work_ = 0;        // seconds
    std::size_t finished_builds_ = 0; // not counting attempts that were retried
};

} // namespace docbuild
