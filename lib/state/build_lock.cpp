#include "lib/state/build_lock.hpp"

#include "lib/disk/files.hpp"
#include "lib/host/host.hpp"
#include "lib/json/json_text.hpp"
#include "lib/text/error.hpp"
#include "lib/text/terminal_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <thread>

namespace docbuild {

namespace {

constexpr off_t drivers_byte = 0;
constexpr off_t guards_byte = 1;

constexpr auto guard_given_up_after = std::chrono::seconds(30);
constexpr auto nap = std::chrono::milliseconds(10);

struct flock lock_of(off_t byte) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return lock;
}

/// The process holding the lock; -1 if there is none or the system does not say.
pid_t holder_of(off_t byte, int descriptor) {
    struct flock held = lock_of(byte);
    return ::fcntl(descriptor, F_GETLK, &held) == 0 && held.l_type != F_UNLCK ? held.l_pid
                                                                              : pid_t{-1};
}

/// Describes the lock's holder from what it wrote to the file; `process` comes from the kernel.
std::string holder_in_words(const std::string& text, pid_t process) {
    const JsonValue record = json_or_null(text);
    const std::string host = record.text_of("host");
    const std::string since = record.text_of("since");
    const auto* const written = record.find<std::int64_t>("process");
    if (host.empty() || since.empty() || written == nullptr) {
        return process > 0 ? fmt::format("process {} holds it", process)
                           : "another process holds it";
    }
    return sanitize_for_terminal(
        fmt::format("process {} on {} holds it since {}", *written, host, since));
}

} // namespace

std::string BuildLock::open(const std::string& path) {
    path_ = path;
    const auto try_open = [&] {
        file_ = Descriptor(without_interruption(
            [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666); }));
        return file_.is_open();
    };
    std::string aside;
    if (!try_open() && errno == EISDIR) {
        aside = free_name_beside(path);
        if (::rename(path.c_str(), aside.c_str()) != 0) {
            throw WorkError(system_message("rename", path, errno));
        }
        try_open();
    }
    if (!file_.is_open()) {
        const std::string advice = errno == EACCES ? "; it is another user's: remove it when none "
                                                     "of their runs is at work here"
                                                   : "";
        throw WorkError(system_message("open", path, errno) + advice);
    }
    return aside;
}

bool BuildLock::try_lock() {
    struct flock lock = lock_of(drivers_byte);
    if (::fcntl(file_.get(), F_SETLK, &lock) == 0) {
        return true;
    }
    if (errno != EACCES && errno != EAGAIN) {
        throw WorkError(system_message("fcntl", path_, errno));
    }
    const pid_t process = holder_of(drivers_byte, file_.get());
    std::string text(size_t{1} << 12U, '\0');
    const auto count = ::pread(file_.get(), text.data(), text.size(), 0);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    holder_ = holder_in_words(text, process);
    return false;
}

void BuildLock::refuse_unless(bool may_wait) const {
    if (!may_wait) {
        throw WorkError(fmt::format("{}: another run is at work in this build directory: {}; wait "
                                    "for it with --wait",
                                    parent_of(parent_of(path_)), holder_));
    }
}

void BuildLock::lock() {
    struct flock lock = lock_of(drivers_byte);
    if (without_interruption([&] { return ::fcntl(file_.get(), F_SETLKW, &lock); }) != 0) {
        throw WorkError(system_message("fcntl", path_, errno));
    }
}

bool BuildLock::guard_is_at_work() const {
    return holder_of(guards_byte, file_.get()) > 0;
}

bool BuildLock::guard_ends() const {
    const auto start = std::chrono::steady_clock::now();
    while (guard_is_at_work()) {
        if (std::chrono::steady_clock::now() - start > guard_given_up_after) {
            return false;
        }
        std::this_thread::sleep_for(nap);
    }
    return true;
}

void lock_as_guard(int descriptor) {
    struct flock lock = lock_of(guards_byte);
    ::fcntl(descriptor, F_SETLK, &lock); // the guard has nobody to report a failure to
}

/// The content is informational only; the lock works even on a full disk. The record has a fixed
/// length because truncating a file may wait for the disk.
void BuildLock::write_holder() const {
    constexpr std::size_t length = 1024;
    const nlohmann::ordered_json record = {
        {"process", ::getpid()},
        {"host", host_name()},
        {"since", fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(std::time(nullptr)))}};
    std::string text = record.dump();
    text.resize(std::max(text.size(), length - 1), ' ');
    write_all(file_.get(), text + "\n");
}

} // namespace docbuild
