// Detects killed builders whose end is never reported.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/process/run_clock.hpp"
#include "lib/text/units.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <vector>

namespace docbuild {

class KillWatch {
  public:
    using Overdue = std::function<void(const std::vector<JobId>& jobs)>;

    /// `overdue` is called once for each job that has not ended within `patience` after SIGKILL.
    KillWatch(boost::asio::io_context& context, const RunClock& clock, Duration patience,
              Overdue overdue);

    void killed(JobId job);
    void ended(JobId job) { killed_at_.erase(job); }
    void close() { timer_.cancel(); }

  private:
    void wait();
    void report_overdue();

    const RunClock& clock_;
    const Duration patience_;
    Overdue overdue_;
    std::map<JobId, Instant> killed_at_;
    boost::asio::steady_timer timer_;
};

} // namespace docbuild
