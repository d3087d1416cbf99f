#include "lib/logs/log_watch.hpp"

#include "lib/disk/files.hpp"

#include <fmt/format.h>

#include <sys/inotify.h>

#include <array>
#include <cstring>

namespace docbuild {

/// By its descriptor, as the builder may have moved or deleted the file.
bool LogWatch::wait_for_writing(Log& log) {
    open_notices();
    if (is_refused_) {
        return false;
    }
    log.watch = ::inotify_add_watch(notices_.native_handle(),
                                    fmt::format("/proc/self/fd/{}", log.file).c_str(),
                                    IN_MODIFY | IN_ONESHOT);
    return log.watch >= 0;
}

void LogWatch::open_notices() {
    if (notices_.is_open() || is_refused_) {
        return;
    }
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) {
        is_refused_ = true;
        return;
    }
    notices_.assign(descriptor);
    await_notices();
}

void LogWatch::await_notices() {
    notices_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this](const boost::system::error_code& error) {
                            if (!error) {
                                take_notices();
                                await_notices();
                            }
                        });
}

void LogWatch::take_notices() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    const auto count = without_interruption(
        [&] { return ::read(notices_.native_handle(), buffer.data(), buffer.size()); });
    for (std::ptrdiff_t at = 0; at < count;) {
        inotify_event notice{};
        std::memcpy(&notice, buffer.data() + at, sizeof(notice));
        at += static_cast<std::ptrdiff_t>(sizeof(notice) + notice.len);
        written_to(notice.wd);
    }
}

void LogWatch::written_to(int watch) {
    for (auto& [job, log] : logs_) {
        if (log.watch == watch) {
            log.watch = -1; // it was good for one notice
            look_later(log);
        }
    }
}

void LogWatch::forget(JobId job) {
    const auto found = logs_.find(job);
    if (found == logs_.end()) {
        return;
    }
    if (found->second.watch >= 0) {
        ::inotify_rm_watch(notices_.native_handle(), found->second.watch);
    }
    logs_.erase(found);
}

} // namespace docbuild
