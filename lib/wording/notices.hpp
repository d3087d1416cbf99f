// What is told of a run besides its jobs' endings, in words for a person.
#pragma once

#include "lib/text/units.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"

#include <set>
#include <string>
#include <vector>

namespace docbuild {

/// As one sentence, for reports that have no other place for the event.
Warning in_words(const BuilderStopped& event);
Warning in_words(const BuilderContinued& event);
Warning in_words(const RunPaused& event);
Warning in_words(const RunResumed& event);
Warning in_words(const StatusAsked& event);

/// Of files that changed, twice in a row, while the builder of the job ran that is built for them.
std::string changed_by_itself(const std::vector<std::string>& files);

/// Builders could not be started for want of something that the machine has too little of.
Warning slots_reduced(const FailedToStart& failure, unsigned slots);

/// `unfinished`: the jobs that were started and did not finish, by name.
std::string last_run_cut_off(const std::set<std::string>& unfinished);

Warning stopping_builders(int signal);
/// `error` is an errno.
Warning not_signalled(const JobName& job, int signal, int error);

/// What failed in `job`: one patch, or it is not known which.
std::string patch_failed(const std::string& patch, const std::string& reason,
                         const std::string& job);
std::string patches_failed(const std::string& reason, const std::string& job);
std::string is_a_wrapper(const std::string& program);

/// Whole lines: how far the run is, and each running builder with its time, progress, memory and
/// process.
std::string status_lines(const StatusAsked& event, const ProgressModel& progress, Duration now,
                         const Style& style);

} // namespace docbuild
