#include "lib/logs/log_watch.hpp"

#include "lib/disk/files.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace docbuild {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t fastest = 512ULL << 20U; // bytes a second
constexpr Duration shortest_time = 100ms;

Instant now() {
    return std::chrono::steady_clock::now();
}

/// In which a log could grow by that much.
Duration time_for(std::uint64_t bytes) {
    return std::max(from_seconds(static_cast<double>(bytes) / fastest), shortest_time);
}

Bytes size_of(int file) {
    struct stat status {};
    return ::fstat(file, &status) == 0 ? Bytes{static_cast<std::uint64_t>(status.st_size)}
                                       : Bytes{};
}

} // namespace

LogWatch::LogWatch(boost::asio::io_context& context, std::function<void(JobId)> outgrown)
    : outgrown_(std::move(outgrown)), timer_(context), notices_(context) {}

void LogWatch::watch(JobId job, int file, Bytes limit) {
    Log& log = logs_[job];
    log = Log{file, limit, {}, std::nullopt, -1};
    look_later(log);
}

void LogWatch::look_later(Log& log) {
    const std::uint64_t room =
        log.limit.count > log.size.count ? log.limit.count - log.size.count : 0;
    log.look_at = now() + time_for(room);
    arm(*log.look_at);
}

/// The timer is never put off: that would cost more than the odd time that it finds nothing due.
void LogWatch::arm(Instant when) {
    if (armed_for_ && *armed_for_ <= when) {
        return;
    }
    armed_for_ = when;
    timer_.expires_at(std::chrono::steady_clock::time_point(when));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            armed_for_.reset();
            look_at_due();
        }
    });
}

void LogWatch::look_at_due() {
    std::vector<JobId> due;
    std::optional<Instant> next;
    const Instant time = now();
    for (const auto& [job, log] : logs_) {
        if (log.look_at && *log.look_at <= time) {
            due.push_back(job);
        } else if (log.look_at && (!next || *log.look_at < *next)) {
            next = log.look_at;
        }
    }
    if (next) {
        arm(*next);
    }
    for (const JobId job : due) {
        const auto found = logs_.find(job); // what is told of one may end others
        if (found != logs_.end()) {
            look(job, found->second);
        }
    }
}

/// Waits for writing before it looks, so that nothing is missed in between.
void LogWatch::look(JobId job, Log& log) {
    log.look_at.reset();
    const bool will_be_told = wait_for_writing(log);
    log.size = size_of(log.file);
    const bool is_outgrown = log.size > log.limit;
    if (is_outgrown) {
        log.limit.count = 2 * log.size.count;
    }
    if (!will_be_told) {
        look_later(log);
    }
    if (is_outgrown) {
        outgrown_(job);
    }
}

} // namespace docbuild
