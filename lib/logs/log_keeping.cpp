#include "lib/logs/log_keeping.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <vector>

namespace docbuild {

namespace {

constexpr std::uint64_t most_kept = 1U << 20U; // bytes of each end
constexpr std::size_t copied_at_once = 1U << 16U;

/// As much of `count` bytes from `from` as can be read.
std::string bytes_at(int file, std::uint64_t from, std::uint64_t count) {
    std::string text(count, '\0');
    const auto read = without_interruption(
        [&] { return ::pread(file, text.data(), text.size(), static_cast<off_t>(from)); });
    text.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
    return text;
}

bool is_at(const std::string& path, const struct stat& file) {
    struct stat there {};
    return ::lstat(path.c_str(), &there) == 0 && there.st_dev == file.st_dev &&
           there.st_ino == file.st_ino;
}

/// 0 or an errno.
int copy_to(int from, int to) {
    std::uint64_t at = 0;
    for (;;) {
        const std::string part = bytes_at(from, at, copied_at_once);
        if (part.empty()) {
            return 0;
        }
        if (const int error = write_all(to, part)) {
            return error;
        }
        at += part.size();
    }
}

} // namespace

ShortenedLog shorten_log(int file, Bytes limit) {
    struct stat status {};
    if (::fstat(file, &status) != 0 || static_cast<std::uint64_t>(status.st_size) <= limit.count) {
        return {};
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t kept = std::min(most_kept, limit.count / 2);
    const std::string head = bytes_at(file, 0, kept);
    std::string tail = bytes_at(file, size - kept, kept);
    const std::uint64_t head_end = head.rfind('\n') + 1; // 0 where there is no line end
    const std::uint64_t left = head_end == 0 ? head.size() : head_end;
    const auto line_end = tail.find('\n');
    tail.erase(0, line_end == std::string::npos ? 0 : line_end + 1);
    if (::ftruncate(file, static_cast<off_t>(left)) != 0) {
        return {true, errno};
    }
    return {true,
            write_all(file, fmt::format("{}[docbuild left out {} bytes here: the log grew to "
                                        "{}, beyond its limit of {}]\n{}",
                                        head_end == left ? "" : "\n", size - left - tail.size(),
                                        format_bytes(Bytes{size}), format_bytes(limit), tail))};
}

std::string restore_log(int file, const std::string& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0 || is_at(path, status)) {
        return {};
    }
    constexpr std::string_view what = "its log was deleted, moved or replaced while it ran; ";
    if (const int error = make_way_for_log(path)) {
        return std::string(what) + system_message("make room for", path, error);
    }
    if (const int error = make_parent_directories(path)) {
        return std::string(what) + system_message("mkdir", parent_of(path), error);
    }
    const Descriptor anew(without_interruption([&] {
        return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    }));
    const int error = anew.is_open() ? copy_to(file, anew.get()) : errno;
    return std::string(what) +
           (error == 0 ? "docbuild wrote it again" : system_message("write", path, error));
}

bool is_fit_for_log(int file) {
    struct stat status {};
    return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink <= 1;
}

int make_way_for_log(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
    }
    if (!S_ISDIR(status.st_mode)) {
        return ::unlink(path.c_str()) == 0 ? 0 : errno;
    }
    const std::string aside = path + ".directory";
    if (const int error = remove_tree(aside)) {
        return error;
    }
    return std::rename(path.c_str(), aside.c_str()) == 0 ? 0 : errno;
}

} // namespace docbuild
