// The build loop's environment apart from its builders: time, signals, growing files. Tests
// substitute a simulated world.
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
    /// Handles one pending event, if any.
    std::function<Woken()> poll;
    /// Waits for one event and handles it, or returns `by_time` at `until`, an instant of the run's
    /// clock.
    std::function<Woken(std::optional<Instant> until)> wait;
    /// Stops this process until SIGCONT.
    std::function<void()> stop_driver;
    /// Arranges for BuildLoop::log_outgrown to be called when the file exceeds `limit`.
    std::function<void(JobId, int file, Bytes limit)> watch_log;
    std::function<void(JobId)> forget_log;
};

} // namespace docbuild
