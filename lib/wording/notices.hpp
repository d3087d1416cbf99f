// Messages about a run other than how its jobs ended.
#pragma once

#include "lib/text/units.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"

#include <set>
#include <string>
#include <vector>

namespace docbuild {

/// As one sentence, for reports without a special place for the event.
Warning in_words(const BuilderStopped& event);
Warning in_words(const BuilderContinued& event);
Warning in_words(const RunPaused& event);
Warning in_words(const RunResumed& event);
Warning in_words(const StatusAsked& event);

/// About files that triggered a rebuild twice in a row by changing while the job's own builder ran.
std::string changed_by_itself(const std::vector<std::string>& files);

/// Builders could not be started because a resource was short.
Warning slots_reduced(const FailedToStart& failure, unsigned slots);

/// `unfinished`: the jobs that were started and did not finish, by name.
std::string last_run_cut_off(const std::set<std::string>& unfinished);

Warning stopping_builders(int signal);
/// `error` is an errno.
Warning not_signalled(const JobName& job, int signal, int error);

/// What failed in `job`: one patch, or an unknown one.
std::string patch_failed(const std::string& patch, const std::string& reason,
                         const std::string& job);
std::string patches_failed(const std::string& reason, const std::string& job);
std::string is_a_wrapper(const std::string& program);

/// Whole lines: the run's progress, and each running builder with its time, progress, memory and
/// process.
std::string status_lines(const StatusAsked& event, const ProgressModel& progress, Duration now,
                         const Style& style);

} // namespace docbuild
