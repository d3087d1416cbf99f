// Timestamps every event of a run and passes it to all reporters when the loop is idle.
#pragma once

#include "lib/process/run_clock.hpp"
#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace docbuild {

class EventStream {
  public:
    /// `clock` must outlive the stream; the run starts now.
    explicit EventStream(const RunClock& clock) : clock_(clock), start_(clock.now()) {}

    /// Reporters receive events in the order in which they were added.
    void add(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

    /// Called whenever the reporters have received all events.
    void when_told(std::function<void()> call) { when_told_ = std::move(call); }

    /// Queues an event with the current time. `what` is one of the alternatives of RunEvent::what.
    /// `flush` passes it on, so that the next builder need not wait for the reporters.
    template <typename What> void tell(What what) {
        untold_.push_back(RunEvent{elapsed(), std::move(what)});
        if (untold_.size() >= largest_queue) {
            flush();
        }
    }

    /// Passes queued events to the reporters, in order.
    void flush();

    /// Time since the start of the run.
    Duration elapsed() const { return clock_.now() - start_; }

    /// Calls the reporters that asked for a tick.
    void tick();
    /// When `tick` is due next; empty: never.
    std::optional<Instant> next_tick() const;

  private:
    static constexpr std::size_t largest_queue = 64; // keeps the output from lagging

    const RunClock& clock_;
    Instant start_;
    std::vector<RunEvent> untold_;
    std::function<void()> when_told_ = [] {};
    std::vector<std::unique_ptr<Reporter>> reporters_;
};

} // namespace docbuild
