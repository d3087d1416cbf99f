// The one place that calls wait4: tells how each process it was told of ended, and what it cost.
#pragma once

#include "lib/event/outcome.hpp"
#include "lib/process/run_clock.hpp"
#include "lib/text/units.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/types.h>

#include <functional>
#include <unordered_map>
#include <vector>

struct rusage;

namespace docbuild {

/// Of a status that wait4 gave for a process that has ended.
Ending ending_of(int wait_status);

/// Wakes on SIGCHLD. Nobody else in the process may wait for a child: a status is handed out only
/// once.
class Reaper {
  public:
    struct Watch {
        std::function<void(const Ending&, const Usage&)> ended;
        std::function<void(bool stopped)> stopped_or_continued;
    };

    /// `clock` outlives it: wall times are the run's, without its pauses.
    Reaper(boost::asio::io_context& context, const RunClock& clock);

    /// The time by which it measures.
    Instant now() const { return clock_.now(); }
    const RunClock& clock() const { return clock_; }

    /// Reports how `process`, a child, ends. Its wall time counts from `since`: from before its
    /// start where that is to be part of it, as it is of its processor time.
    void watch(pid_t process, Watch watch, Instant since);
    void watch(pid_t process, Watch watch);

    /// Whether it was told of `process`, and that has not ended.
    bool watches(pid_t process) const { return children_.contains(process); }

    /// Calls this when a child has ended that it was not told of: one that was adopted.
    void on_stranger(std::function<void()> ended) { stranger_ended_ = std::move(ended); }

    /// Collects all that has ended; called on SIGCHLD, and may be called at any time. Of those that
    /// have ended together, those that were ended by SIGKILL are reported first: a kill for want of
    /// memory is rather theirs than another builder's.
    void reap();

  private:
    struct Child {
        Watch watch;
        Instant since;
    };
    struct Ended {
        Child child;
        Ending ending;
        Usage usage;
    };
    void wait_for_signal();
    /// Adds to `ended`, or reports at once what is no end.
    void take(pid_t process, int status, const rusage& usage, std::vector<Ended>& ended);

    const RunClock& clock_;
    boost::asio::signal_set child_signal_;
    std::unordered_map<pid_t, Child> children_;
    std::function<void()> stranger_ended_ = [] {};
};

} // namespace docbuild
