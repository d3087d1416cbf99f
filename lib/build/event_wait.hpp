// Waits for the next Asio event or for an instant of the run's clock.
#pragma once

#include "lib/build/loop_surroundings.hpp"
#include "lib/process/run_clock.hpp"
#include "lib/text/units.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace docbuild {

class EventWait {
  public:
    EventWait(boost::asio::io_context& context, const RunClock& clock)
        : context_(context), clock_(clock), timer_(context) {}

    /// See LoopSurroundings.
    Woken poll();
    Woken wait(std::optional<Instant> until);

  private:
    void arm(std::optional<Instant> until);
    Woken woken(std::size_t handled);

    boost::asio::io_context& context_;
    const RunClock& clock_;
    boost::asio::steady_timer timer_;
    std::optional<Instant> armed_for_;
    bool is_due_ = false;
};

} // namespace docbuild
