// How long each job of a run will probably take.
#pragma once

#include "lib/examine/examiner.hpp"
#include "lib/text/units.hpp"

#include <vector>

namespace docbuild {

/// By job index: what the job took at its last success; where it never had one, the size of its
/// source directory, at the rate of the run's jobs that are known (issue 2: order of the queue), or
/// where none is, at a usual rate and with a usual start.
/// Jobs that are not `needed` have zero.
std::vector<Duration> expected_durations(const Examiner& examiner, const Directories& directories,
                                         const std::vector<bool>& needed);

} // namespace docbuild
