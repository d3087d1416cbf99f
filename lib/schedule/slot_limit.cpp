#include "lib/schedule/slot_limit.hpp"

#include <algorithm>

namespace docbuild {

bool SlotLimit::reduce_to(unsigned slots, Instant now) {
    const unsigned fewer = std::max(1U, slots);
    if (fewer >= count_) {
        return false;
    }
    count_ = fewer;
    restored_at_ = now + wait_;
    return true;
}

void SlotLimit::started(bool is_full, Instant now) {
    if (is_full) {
        wait_ = shortest_wait;
    }
    if (is_open_ && count_ < all_ && !restored_at_) {
        restored_at_ = now + wait_;
    }
}

void SlotLimit::restore() {
    restored_at_.reset();
    wait_ = std::min(2 * wait_, longest_wait);
    count_ = std::min(count_ + 1, all_);
}

void SlotLimit::postpone(Duration pause) {
    if (restored_at_) {
        *restored_at_ += pause;
    }
}

} // namespace docbuild
