// The monotonic clock of a run, which stands still while the run is paused.
// It does not know why a run pauses, nor any wall clock.
#pragma once

#include "lib/core/units.hpp"

#include <algorithm>
#include <optional>

namespace docbuild {

class RunClock {
  public:
    Instant now() const { return (paused_at_ ? *paused_at_ : real_now()) - paused_; }

    /// How long from now until `instant`; not negative.
    Duration until(Instant instant) const { return std::max(instant - now(), Duration{}); }

    void pause() { paused_at_ = paused_at_ ? *paused_at_ : real_now(); }
    void resume() {
        if (paused_at_) {
            paused_ += real_now() - *paused_at_;
            paused_at_.reset();
        }
    }

  private:
    static Instant real_now() { return std::chrono::steady_clock::now(); }

    Duration paused_{};
    std::optional<Instant> paused_at_;
};

} // namespace docbuild
