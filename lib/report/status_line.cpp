#include "lib/report/status_line.hpp"

#include "lib/text/terminal_text.hpp"
#include "lib/wording/job_lines.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace docbuild {

namespace {

constexpr std::string_view separator = " | ";
constexpr std::string_view comma = ", ";
constexpr std::size_t least_for_jobs = 24;     // columns, without which the time left is not shown
constexpr std::size_t least_for_name = 8;      // columns of a name worth showing
constexpr std::size_t least_for_progress = 10; // columns: a blank and `100% r...`

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

/// The running jobs that are shown, the longest running first.
struct ShownJobs {
    std::vector<std::string> jobs;
    std::size_t left_out = 0;

    /// With the separator before them; empty where none is shown.
    std::string text() const {
        return jobs.empty() ? std::string()
                            : fmt::format("{}{}{}", separator, fmt::join(jobs, comma),
                                          jobs_left_out(left_out));
    }
};

/// The longest running job alone, its name cut so that its time stays; none where that is no use.
ShownJobs first_of(const std::vector<RunningJob>& running, Duration now, std::size_t room) {
    const std::size_t others = running.size() - 1;
    const std::string state = " " + state_text(running.front(), now);
    const std::size_t rest = state.size() + jobs_left_out(others).size();
    if (room < least_for_name + rest) {
        return {};
    }
    return {{cut(sanitize_for_terminal(running.front().job.text()), room - rest) + state}, others};
}

/// As many running jobs as fit `room`.
ShownJobs shown_jobs(const std::vector<RunningJob>& running, Duration now, std::size_t room) {
    if (running.empty() || room < separator.size()) {
        return {};
    }
    room -= separator.size();
    ShownJobs shown{{}, running.size()};
    std::size_t columns = 0;
    for (const RunningJob& job : running) {
        std::string text = sanitize_for_terminal(job.job.text()) + " " + state_text(job, now);
        columns += columns_of(text) + (shown.jobs.empty() ? 0 : comma.size());
        if (columns + jobs_left_out(shown.left_out - 1).size() > room) {
            break;
        }
        shown.jobs.push_back(std::move(text));
        --shown.left_out;
    }
    return shown.jobs.empty() ? first_of(running, now, room) : shown;
}

/// Adds what the jobs say of themselves, in the room that is left beside them.
void add_progress(ShownJobs& shown, const std::vector<RunningJob>& running, std::size_t room,
                  const ProgressOf& progress_of) {
    for (std::size_t i = 0; i < shown.jobs.size() && room >= least_for_progress; ++i) {
        const std::string said = cut(sanitize_for_terminal(progress_of(running[i].job)), room - 1);
        if (!said.empty()) {
            shown.jobs[i] += " " + said;
            room -= 1 + columns_of(said);
        }
    }
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

} // namespace

std::string status_line(const ProgressModel& progress, Duration now, std::size_t columns,
                        const Style& style, const ProgressOf& progress_of) {
    const std::string count = cut(counter(progress), columns);
    std::size_t room = columns - count.size();
    std::string failed = failed_text(progress);
    failed = failed.size() <= room ? failed : std::string();
    room -= failed.size();

    std::string left = left_text(progress, now, failed);
    const bool has_room_for_both = left.size() + least_for_jobs <= room;
    ShownJobs jobs =
        shown_jobs(progress.running(), now, room - (has_room_for_both ? left.size() : 0));
    const std::size_t for_jobs = columns_of(jobs.text());
    left = left.size() + for_jobs <= room ? left : std::string();
    add_progress(jobs, progress.running(), room - left.size() - for_jobs, progress_of);
    return style.bold(count) + style.failure(failed) + style.dim(left) + jobs.text();
}

} // namespace docbuild
