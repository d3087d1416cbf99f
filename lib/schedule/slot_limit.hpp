// The number of usable slots: lowered while the machine lacks resources for more builders, then
// raised one at a time until all are back.
#pragma once

#include "lib/text/units.hpp"

#include <optional>

namespace docbuild {

class SlotLimit {
  public:
    explicit SlotLimit(unsigned all) : all_(all), count_(all) {}

    unsigned count() const { return count_; }

    /// The machine has resources for only `slots` builders (at least one). Returns false if the
    /// limit was already that low.
    bool reduce_to(unsigned slots, Instant now);
    /// A builder has started. `is_full`: all slots are in use, so the slot restored last works.
    void started(bool is_full, Instant now);

    /// When `restore` is due. Empty if no slot is missing, or nothing has started since the last
    /// one was restored.
    std::optional<Instant> restored_at() const { return restored_at_; }
    /// Adds a slot. The next one waits longer unless this one turns out to work.
    void restore();
    void postpone(Duration pause);
    /// No more builders will be started.
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
