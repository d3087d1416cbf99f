#include "lib/run/build_lock.hpp"

#include "lib/core/error.hpp"
#include "lib/report/harmless_text.hpp"
#include "lib/run/files.hpp"
#include "lib/run/host.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace docbuild {

namespace {

struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// Who holds the lock, in words, from what the holder wrote; `process` is what the kernel says.
std::string holder_in_words(const std::string& text, pid_t process) {
    const auto record = nlohmann::json::parse(text, nullptr, false);
    if (!record.is_object() || !record.contains("host") || !record.contains("since") ||
        !record["host"].is_string() || !record["since"].is_string()) {
        return process > 0 ? fmt::format("process {} holds it", process)
                           : "another process holds it";
    }
    const auto written = record.value("process", nlohmann::json());
    return harmless(fmt::format("process {} on {} holds it since {}", written.dump(),
                                record["host"].get<std::string>(),
                                record["since"].get<std::string>()));
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
    struct flock lock = whole_file();
    if (::fcntl(file_.get(), F_SETLK, &lock) == 0) {
        return true;
    }
    if (errno != EACCES && errno != EAGAIN) {
        throw WorkError(system_message("fcntl", path_, errno));
    }
    struct flock held = whole_file();
    const pid_t process = ::fcntl(file_.get(), F_GETLK, &held) == 0 && held.l_type != F_UNLCK
                              ? held.l_pid
                              : pid_t{-1};
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
    struct flock lock = whole_file();
    if (without_interruption([&] { return ::fcntl(file_.get(), F_SETLKW, &lock); }) != 0) {
        throw WorkError(system_message("fcntl", path_, errno));
    }
}

/// What is written here only informs; a disk that is full does not keep the lock from working. The
/// record always has the same length, because truncating a file may wait for the disk.
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
