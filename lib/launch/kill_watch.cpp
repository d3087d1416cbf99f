#include "lib/launch/kill_watch.hpp"

#include <optional>
#include <utility>

namespace docbuild {

KillWatch::KillWatch(boost::asio::io_context& context, const RunClock& clock, Duration patience,
                     Overdue overdue)
    : clock_(clock), patience_(patience), overdue_(std::move(overdue)), timer_(context) {}

void KillWatch::killed(JobId job) {
    if (killed_at_.emplace(job, clock_.now()).second) {
        wait();
    }
}

void KillWatch::wait() {
    std::optional<Instant> first;
    for (const auto& [job, instant] : killed_at_) {
        first = earliest({first, instant});
    }
    if (!first) {
        return;
    }
    timer_.expires_after(*first + patience_ - clock_.now());
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            report_overdue();
            wait();
        }
    });
}

void KillWatch::report_overdue() {
    std::vector<JobId> jobs;
    for (const auto& [job, instant] : killed_at_) {
        if (clock_.now() - instant >= patience_) {
            jobs.push_back(job);
        }
    }
    for (const JobId job : jobs) {
        killed_at_.erase(job);
    }
    if (!jobs.empty()) {
        overdue_(jobs);
    }
}

} // namespace docbuild
