// Gives every event of a run its time and hands it to all reporters.
// It does not know what happens in a run, nor what reporters make of it.
#pragma once

#include "lib/report/reporter.hpp"
#include "lib/run/run_clock.hpp"

#include <memory>
#include <vector>

namespace docbuild {

class EventStream {
  public:
    /// `clock` outlives the stream; the run starts now.
    explicit EventStream(const RunClock& clock) : clock_(clock), start_(clock.now()) {}

    /// Reporters are told in the order in which they were added.
    void add(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

    /// `what` is one of the alternatives of RunEvent::what.
    template <typename What> void tell(What what) {
        const RunEvent event{elapsed(), std::move(what)};
        for (const auto& reporter : reporters_) {
            dispatch(*reporter, event);
        }
    }

    /// Since the run's start.
    Duration elapsed() const { return clock_.now() - start_; }

    /// Lets those reporters show the time that asked for it.
    void tick();
    /// When `tick` is wanted next; empty: never.
    std::optional<Instant> next_tick() const;

  private:
    const RunClock& clock_;
    Instant start_;
    std::vector<std::unique_ptr<Reporter>> reporters_;
};

} // namespace docbuild
