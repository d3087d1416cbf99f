// What surrounds the build loop apart from its builders: time, signals, files that grow. A test
// puts a simulated world in its place.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"
#include "lib/text/units.hpp"

#include <functional>
#include <optional>

namespace docbuild {

/// What ended a wait.
enum class Woken { by_nothing, by_event, by_time };

struct LoopSurroundings {
    /// Handles one event that is there already, if any is.
    std::function<Woken()> poll;
    /// Handles one event, however long that takes, or returns `by_time` at `until`, an instant of
    /// the run's clock.
    std::function<Woken(std::optional<Instant> until)> wait;
    /// Stops this process until it is continued.
    std::function<void()> stop_driver;
    /// From now on BuildLoop::log_outgrown is called when the file is larger than `limit`.
    std::function<void(JobId, int file, Bytes limit)> watch_log;
    std::function<void(JobId)> forget_log;
};

} // namespace docbuild
