// Gives every event of a run its time and hands it to all reporters when there is time for that.
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
    /// `clock` outlives the stream; the run starts now.
    explicit EventStream(const RunClock& clock) : clock_(clock), start_(clock.now()) {}

    /// Reporters are told in the order in which they were added.
    void add(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

    /// Called each time that the reporters have been told all.
    void when_told(std::function<void()> call) { when_told_ = std::move(call); }

    /// `what` is one of the alternatives of RunEvent::what. It has the time of now; reporters are
    /// told by `flush`, so that the next builder need not wait for them.
    template <typename What> void tell(What what) {
        untold_.push_back(RunEvent{elapsed(), std::move(what)});
        if (untold_.size() >= largest_queue) {
            flush();
        }
    }

    /// Tells the reporters what they have not been told, in order.
    void flush();

    /// Since the run's start.
    Duration elapsed() const { return clock_.now() - start_; }

    /// Lets those reporters show the time that asked for it.
    void tick();
    /// When `tick` is wanted next; empty: never.
    std::optional<Instant> next_tick() const;

  private:
    static constexpr std::size_t largest_queue = 64; // so that nobody waits long for a line

    const RunClock& clock_;
    Instant start_;
    std::vector<RunEvent> untold_;
    std::function<void()> when_told_ = [] {};
    std::vector<std::unique_ptr<Reporter>> reporters_;
};

} // namespace docbuild
