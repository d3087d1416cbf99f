// Tells when a builder's log has outgrown its limit, soon enough that it cannot outgrow it by much.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"
#include "lib/text/units.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <optional>

namespace docbuild {

/// A log is looked at when, at the speed of a fast disk, it could have reached its limit. After
/// that it is not looked at again before somebody has written to it: a quiet builder wakes nobody.
/// Where the system does not tell of writing (inotify(7) does), the time alone counts.
class LogWatch {
  public:
    /// `outgrown` is called when a log is beyond its limit, and again each time it has doubled.
    LogWatch(boost::asio::io_context& context, std::function<void(JobId)> outgrown);

    /// `file` stays open until `forget`.
    void watch(JobId job, int file, Bytes limit);
    void forget(JobId job);

  private:
    struct Log {
        int file = -1;
        Bytes limit;
        Bytes size;                     // as it was last seen
        std::optional<Instant> look_at; // empty: when it was written to
        int watch = -1;                 // inotify's, where one waits
    };

    void look(JobId job, Log& log);
    void look_at_due();
    void look_later(Log& log);
    bool wait_for_writing(Log& log);
    void open_notices();
    void await_notices();
    void take_notices();
    void written_to(int watch);
    void arm(Instant when);

    std::function<void(JobId)> outgrown_;
    std::map<JobId, Log> logs_;
    boost::asio::steady_timer timer_;
    std::optional<Instant> armed_for_;
    boost::asio::posix::stream_descriptor notices_;
    bool is_refused_ = false; // the system gives no notices
};

} // namespace docbuild
