#include "lib/wording/progress_model.hpp"

#include <algorithm>

namespace docbuild {

void ProgressModel::run_started(const RunStarted& event) {
    total_ = event.jobs;
    slots_ = std::max(event.slots, 1U);
    known_jobs_ = event.estimated_jobs;
    known_work_ = known_jobs_ > 0 ? seconds(event.estimated_work) : 0;
    known_mean_ = known_jobs_ > 0 ? known_work_ / static_cast<double>(known_jobs_) : 0;
}

void ProgressModel::job_started(Duration time, const JobStarted& event) {
    running_.push_back({event.job, time, event.expected, false});
    expect_no_more(event.expected);
}

void ProgressModel::job_finished(const JobFinished& event) {
    const auto started =
        std::find_if(running_.begin(), running_.end(),
                     [&](const RunningJob& running) { return running.job == event.job; });
    if (started != running_.end()) {
        if (event.will_retry) {
            expect_again(started->expected);
        }
        running_.erase(started);
    }
    if (event.will_retry) {
        return;
    }
    ++done_;
    ++finished_builds_;
    finished_work_ += seconds(event.usage.wall);
    failed_ += is_failure(event.outcome) ? 1 : 0;
}

void ProgressModel::job_skipped(const JobSkipped& event) {
    ++done_;
    expect_no_more(event.expected);
}

void ProgressModel::builder_stopped(const JobName& job, bool is_stopped) {
    for (RunningJob& running : running_) {
        if (running.job == job) {
            running.is_stopped = is_stopped;
        }
    }
}

void ProgressModel::expect_again(const std::optional<Duration>& expected) {
    if (expected) {
        ++known_jobs_;
        known_work_ += seconds(*expected);
    }
}

void ProgressModel::expect_no_more(const std::optional<Duration>& expected) {
    if (expected && known_jobs_ > 0) {
        --known_jobs_;
        known_work_ = known_jobs_ > 0 ? std::max(known_work_ - seconds(*expected), 0.0) : 0;
    }
}

std::optional<double> ProgressModel::typical_seconds() const {
    if (finished_builds_ > 0) {
        return finished_work_ / static_cast<double>(finished_builds_);
    }
    return known_mean_ > 0 ? std::optional(known_mean_) : std::nullopt;
}

std::optional<Duration> ProgressModel::time_left(Duration now) const {
    const auto typical = typical_seconds();
    if (!typical) {
        return std::nullopt;
    }
    const std::size_t not_waiting = std::min(done_ + running_.size() + known_jobs_, total_);
    double work = known_work_ + *typical * static_cast<double>(total_ - not_waiting);
    double longest = 0;
    for (const RunningJob& job : running_) {
        const double whole = job.expected ? seconds(*job.expected) : *typical;
        const double rest = std::max(whole - seconds(now - job.since), 0.0);
        longest = std::max(longest, rest);
        work += rest;
    }
    return from_seconds(std::max(longest, work / slots_));
}

} // namespace docbuild
