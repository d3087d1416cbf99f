// Counts the processors that this process may use.
#pragma once

namespace docbuild {

/// On Linux the smaller of the scheduler's affinity (sched_getaffinity(2)) and the control groups'
/// quota, rounded up; elsewhere, and in the portable flavour, the processors online. At least 1.
unsigned usable_processors();

} // namespace docbuild
