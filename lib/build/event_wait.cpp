#include "lib/build/event_wait.hpp"

#include <utility>

namespace docbuild {

Woken EventWait::poll() {
    return woken(context_.poll_one());
}

Woken EventWait::wait(std::optional<Instant> until) {
    arm(until);
    return woken(context_.run_one());
}

Woken EventWait::woken(std::size_t handled) {
    if (std::exchange(is_due_, false)) {
        return Woken::by_time;
    }
    return handled > 0 ? Woken::by_event : Woken::by_nothing;
}

/// Leaves the timer alone if it is already armed for this instant, which is nearly always the case.
void EventWait::arm(std::optional<Instant> until) {
    if (until == armed_for_) {
        return;
    }
    armed_for_ = until;
    if (!until) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(clock_.until(*until));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            armed_for_.reset();
            is_due_ = true;
        }
    });
}

} // namespace docbuild
