// What is told of a run besides its jobs' endings, in words for a person.
#pragma once

#include "lib/text/units.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"

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

/// Whole lines: how far the run is, and each running builder with its time, progress, memory and
/// process.
std::string status_lines(const StatusAsked& event, const ProgressModel& progress, Duration now,
                         const Style& style);

} // namespace docbuild
