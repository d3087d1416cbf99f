// Time that passes only when nothing else is to do, and what happens in it. One world is one seed:
// the same things happen in it each time.
#pragma once

#include "lib/build/loop_surroundings.hpp"
#include "lib/process/run_clock.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <stdexcept>
#include <utility>

namespace docbuild {

/// What a run must never do: wait for nothing, or go on for ever.
class NeverEnds : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class SimulatedWorld {
  public:
    explicit SimulatedWorld(unsigned seed) : random_(seed) {}
    SimulatedWorld(const SimulatedWorld&) = delete;
    SimulatedWorld& operator=(const SimulatedWorld&) = delete;

    bool by_chance(double rate) { return rate > 0 && chance_(random_) < rate; }
    std::size_t below(std::size_t count) { return random_() % count; }
    Duration time_up_to(Duration longest) {
        return Duration(std::uniform_int_distribution<std::int64_t>(1, longest.count())(random_));
    }

    const RunClock& clock() const { return clock_; }
    RunClock& clock() { return clock_; }
    /// The world's time; the run's clock stops during pauses.
    Instant now() const { return now_; }
    void pass(Duration time) { now_ += time; }

    /// An occurrence that a run may wait for.
    void in(Duration time, std::function<void()> happening) {
        happenings_.emplace(std::pair(now_ + time, ++last_), std::move(happening));
    }
    /// A user's action, which no run may wait for.
    void by_people_in(Duration time, std::function<void()> happening) {
        people_.emplace(std::pair(now_ + time, ++last_), std::move(happening));
    }

    Woken poll() {
        Happenings& next = first_of(happenings_, people_);
        return !next.empty() && next.begin()->first.first <= now_ ? happen(next)
                                                                  : Woken::by_nothing;
    }

    Woken wait(std::optional<Instant> until) {
        if (!until && happenings_.empty()) {
            throw NeverEnds("the run waits for nothing");
        }
        const Instant due = until ? now_ + clock_.until(*until) : Instant::max();
        Happenings& next = first_of(happenings_, people_);
        if (next.empty() || due < next.begin()->first.first) {
            count_step();
            now_ = due;
            return Woken::by_time;
        }
        return happen(next);
    }

  private:
    using Happenings = std::map<std::pair<Instant, unsigned>, std::function<void()>>;

    static Happenings& first_of(Happenings& one, Happenings& other) {
        if (one.empty() || other.empty()) {
            return one.empty() ? other : one;
        }
        return one.begin()->first < other.begin()->first ? one : other;
    }

    Woken happen(Happenings& from) {
        count_step();
        auto next = from.extract(from.begin());
        now_ = std::max(now_, next.key().first);
        next.mapped()();
        return Woken::by_event;
    }

    void count_step() {
        constexpr unsigned most_steps = 20'000;
        if (++steps_ > most_steps) {
            throw NeverEnds("the run goes on for ever");
        }
    }

    std::mt19937 random_;
    std::uniform_real_distribution<double> chance_{0, 1};
    Instant now_{};
    RunClock clock_{[this] { return now_; }};
    Happenings happenings_;
    Happenings people_;
    unsigned last_ = 0;
    unsigned steps_ = 0;
};

} // namespace docbuild
