// How many slots may be used: fewer while the machine has no room for as many builders, and then
// one more at a time until all are back. It reads no clock and starts nothing.
#pragma once

#include "lib/text/units.hpp"

#include <optional>

namespace docbuild {

class SlotLimit {
  public:
    explicit SlotLimit(unsigned all) : all_(all), count_(all) {}

    unsigned count() const { return count_; }

    /// The machine has no room for more than `slots`, at least one. False where it is no news.
    bool reduce_to(unsigned slots, Instant now);
    /// A builder has started; `is_full`: all slots are taken now, so the last one restored holds.
    void started(bool is_full, Instant now);

    /// When `restore` is due; empty: no slot is missing, or nothing has started since the last one.
    std::optional<Instant> restored_at() const { return restored_at_; }
    /// One slot more. The next one waits longer, unless this one turns out to hold.
    void restore();
    void postpone(Duration pause);
    /// Nothing more will start.
    void close() { is_open_ = false, restored_at_.reset(); }

  private:
    static constexpr Duration shortest_wait = std::chrono::seconds(1);
    static constexpr Duration longest_wait = std::chrono::seconds(64);

    unsigned all_;
    unsigned count_;
    bool is_open_ = true;
    Duration wait_ = shortest_wait;
    std::optional<Instant> restored_at_;
};

} // namespace docbuild
