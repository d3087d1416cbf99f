// The monotonic clock of a run, which stands still while the run is paused.
#pragma once

#include "lib/text/units.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace docbuild {

class RunClock {
  public:
    RunClock() : RunClock([] { return Instant(std::chrono::steady_clock::now()); }) {}
    /// `real_now` reads a clock that never goes back.
    explicit RunClock(std::function<Instant()> real_now) : real_now_(std::move(real_now)) {}

    Instant now() const { return (paused_at_ ? *paused_at_ : real_now_()) - paused_; }

    /// How long from now until `instant`; not negative.
    Duration until(Instant instant) const { return std::max(instant - now(), Duration{}); }

    void pause() { paused_at_ = paused_at_ ? *paused_at_ : real_now_(); }
    /// How long the pause was.
    Duration resume() {
        const Duration pause = paused_at_ ? real_now_() - *paused_at_ : Duration{};
        paused_ += pause;
        paused_at_.reset();
        return pause;
    }

  private:
    std::function<Instant()> real_now_;
    Duration paused_{};
    std::optional<Instant> paused_at_;
};

} // namespace docbuild
