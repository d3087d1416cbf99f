#include "lib/schedule/running_builders.hpp"

#include <algorithm>

namespace docbuild {

void RunningBuilders::add(const RunningBuilder& running) {
    running_.push_back(running);
}

void RunningBuilders::remove(JobId job) {
    running_.erase(
        std::find_if(running_.begin(), running_.end(),
                     [job](const RunningBuilder& running) { return running.job == job; }));
}

RunningBuilder* RunningBuilders::find(JobId job) {
    const auto found =
        std::find_if(running_.begin(), running_.end(),
                     [job](const RunningBuilder& running) { return running.job == job; });
    return found == running_.end() ? nullptr : &*found;
}

void RunningBuilders::widen(std::span<const ScheduledJob> jobs, unsigned slots) {
    for (RunningBuilder& running : running_) {
        running.slots = std::max(running.slots, std::min(jobs[index(running.job)].slots, slots));
    }
}

void RunningBuilders::postpone(Duration pause) {
    for (RunningBuilder& running : running_) {
        if (running.deadline) {
            *running.deadline += pause;
        }
    }
}

std::optional<Instant> RunningBuilders::next_deadline() const {
    std::optional<Instant> next;
    for (const RunningBuilder& running : running_) {
        next = earliest({next, running.deadline});
    }
    return next;
}

unsigned RunningBuilders::used_slots() const {
    unsigned used = 0;
    for (const RunningBuilder& running : running_) {
        used += running.slots;
    }
    return used;
}

} // namespace docbuild
