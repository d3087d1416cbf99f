// How far a run is: counts, what is running since when, and how long it may still take.
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
    Duration since{}; // since the start of the run
    std::optional<Duration> expected;
    bool is_stopped = false; // by somebody else
};

class ProgressModel {
  public:
    void run_started(const RunStarted& event);
    void job_started(Duration time, const JobStarted& event);
    void job_finished(const JobFinished& event);
    void job_skipped(const JobSkipped& event);
    void builder_stopped(const JobName& job, bool is_stopped);

    std::size_t total() const { return total_; }
    /// Jobs that ended for good; one that will be tried again has not.
    std::size_t done() const { return done_; }
    std::size_t failed() const { return failed_; }
    /// The longest running first.
    const std::vector<RunningJob>& running() const { return running_; }

    /// How long the rest may take: the larger of the longest running job's rest and all remaining
    /// work over the slots. A job counts with what it took last time, one without a last time with
    /// the mean of those that finished in this run, or else of those that have a last time; empty
    /// when there are neither. Never negative: a job that runs over what was expected counts
    /// nothing.
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
    double known_mean_ = 0;           // seconds, of the jobs that have a last time
    double known_work_ = 0;           // seconds, of those that still wait
    std::size_t known_jobs_ = 0;      // how many of them still wait
    double finished_work_ = 0;        // seconds
    std::size_t finished_builds_ = 0; // final ones
};

} // namespace docbuild
