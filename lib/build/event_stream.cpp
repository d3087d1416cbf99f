#include "lib/build/event_stream.hpp"

#include <utility>

namespace docbuild {

void EventStream::flush() {
    while (!untold_.empty()) { // a failing reporter may add a warning
        const std::vector<RunEvent> events = std::exchange(untold_, {});
        for (const RunEvent& event : events) {
            for (const auto& reporter : reporters_) {
                dispatch(*reporter, event);
            }
        }
        when_told_();
    }
}

void EventStream::tick() {
    flush();
    const Duration time = elapsed();
    for (const auto& reporter : reporters_) {
        const auto due = reporter->next_tick();
        if (due && *due <= time) {
            reporter->tick(time);
        }
    }
}

std::optional<Instant> EventStream::next_tick() const {
    std::optional<Duration> next;
    for (const auto& reporter : reporters_) {
        const auto due = reporter->next_tick();
        if (due && (!next || *due < *next)) {
            next = due;
        }
    }
    return next ? std::optional(start_ + *next) : std::nullopt;
}

} // namespace docbuild
