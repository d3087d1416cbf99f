#include "lib/run/event_stream.hpp"

namespace docbuild {

void EventStream::tick() {
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
