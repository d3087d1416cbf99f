#include "lib/report/status_line.hpp"

#include "lib/report/harmless_text.hpp"
#include "lib/report/job_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::string_view separator = " | ";
constexpr std::size_t least_for_jobs = 24; // columns, without which the time left is not shown
constexpr std::size_t least_for_name = 8;  // columns of a name worth showing

/// Whole seconds: tenths would flicker.
std::string elapsed_text(Duration duration) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
    return whole < std::chrono::minutes(1) ? fmt::format("{}s", whole.count())
                                           : format_duration(whole);
}

/// How long the job has been running, and whether somebody stopped it.
std::string state_text(const RunningJob& job, Duration now) {
    return elapsed_text(now - job.since) + (job.is_stopped ? " stopped" : "");
}

std::string jobs_left_out(std::size_t count) {
    return count > 0 ? fmt::format(", +{}", count) : std::string();
}

/// The longest running job alone, its name cut so that its time stays; empty where that is no use.
std::string first_of(const std::vector<RunningJob>& running, Duration now, std::size_t room) {
    const std::string rest =
        " " + state_text(running.front(), now) + jobs_left_out(running.size() - 1);
    if (room < least_for_name + rest.size()) {
        return {};
    }
    return cut(harmless(running.front().job.text()), room - rest.size()) + rest;
}

/// As many running jobs as fit `room`, and how many more there are.
std::string running_text(const std::vector<RunningJob>& running, Duration now, std::size_t room) {
    std::string text;
    std::size_t shown = 0;
    for (const RunningJob& job : running) {
        const std::string longer = fmt::format("{}{}{} {}", text, shown > 0 ? ", " : "",
                                               harmless(job.job.text()), state_text(job, now));
        if (columns_of(longer + jobs_left_out(running.size() - shown - 1)) > room) {
            break;
        }
        text = longer;
        ++shown;
    }
    return shown > 0 ? text + jobs_left_out(running.size() - shown) : first_of(running, now, room);
}

std::string failed_text(const ProgressModel& progress) {
    return progress.failed() > 0 ? fmt::format(" {} failed", progress.failed()) : std::string();
}

/// Nothing where less than a second is left: the estimate knows no better then.
std::string left_text(const ProgressModel& progress, Duration now, std::string_view before) {
    const auto estimate = progress.time_left(now);
    return estimate && *estimate >= std::chrono::seconds(1)
               ? fmt::format("{} ~{} left", before.empty() ? "" : ",", elapsed_text(*estimate))
               : std::string();
}

/// The separator and what is running, or nothing where there is no room for it.
std::string jobs_text(const ProgressModel& progress, Duration now, std::size_t room) {
    if (progress.running().empty() || room < separator.size()) {
        return {};
    }
    const std::string jobs = running_text(progress.running(), now, room - separator.size());
    return jobs.empty() ? jobs : std::string(separator) + jobs;
}

} // namespace

std::string status_line(const ProgressModel& progress, Duration now, std::size_t columns,
                        const Style& style) {
    const std::string count = cut(counter(progress), columns);
    std::size_t room = columns - count.size();
    std::string failed = failed_text(progress);
    failed = failed.size() <= room ? failed : std::string();
    room -= failed.size();

    std::string left = left_text(progress, now, failed);
    const bool has_room_for_both = left.size() + least_for_jobs <= room;
    const std::string jobs = jobs_text(progress, now, room - (has_room_for_both ? left.size() : 0));
    const bool leaves_room = left.size() + columns_of(jobs) <= room;
    left = leaves_room ? left : std::string();
    return style.bold(count) + style.failure(failed) + style.dim(left) + jobs;
}

} // namespace docbuild
