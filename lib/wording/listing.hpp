// The output of `--list`, `--explain` and `--dry-run`.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/text/units.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace docbuild {

struct ListedJob {
    JobName job;
    std::string state; // `up_to_date`, `failed`, `never built`, ...
    std::optional<Duration> last_duration;
    std::optional<Bytes> peak_memory;
};

/// `--list`: one line per job with aligned columns: job, state, last duration, peak memory; `-` for
/// an unknown figure.
std::string list_jobs(std::span<const ListedJob> jobs);

struct ExplainedJob {
    JobName job;
    std::string why; // `never built`, `en/intro.rst changed`, ...
};

/// `--explain`: `JOB: WHY`, one line per job.
std::string explain_jobs(std::span<const ExplainedJob> jobs);

/// `--dry-run`: `would build JOB` for each of `to_build`, `may build JOB` for possible
/// consequences, then the counts.
std::string dry_run(std::span<const JobName> to_build, std::span<const JobName> may_follow,
                    std::size_t total);

} // namespace docbuild
