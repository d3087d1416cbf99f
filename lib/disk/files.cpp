#include "lib/disk/files.hpp"

#include "lib/text/error.hpp"
#include "lib/text/text_parts.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace docbuild {

namespace filesystem = std::filesystem;

std::string read_file(const std::string& path, Bytes limit) {
    const Descriptor file(without_interruption(
        [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
        throw WorkError(system_message("open", path, errno));
    }
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) {
        throw InputError(fmt::format("{}: not a file; name a file", path));
    }
    ::fcntl(file.get(), F_SETFL, 0); // a pipe or terminal is read until its end
    std::string text;
    std::string chunk(size_t{1} << 16U, '\0');
    for (;;) {
        const auto count =
            without_interruption([&] { return ::read(file.get(), chunk.data(), chunk.size()); });
        if (count < 0) {
            throw WorkError(system_message("read", path, errno));
        }
        if (count == 0) {
            return text;
        }
        text.append(chunk, 0, static_cast<std::size_t>(count));
        if (text.size() > limit.count) {
            throw InputError(fmt::format("{}: larger than {}; is it the right file?", path,
                                         format_bytes(limit)));
        }
    }
}

std::string read_file_if_any(const std::string& path, Bytes limit) {
    try {
        return path_exists(path) ? read_file(path, limit) : std::string();
    } catch (const Error&) {
        return {};
    }
}

namespace {

constexpr int patience_with_a_reader = 1000; // milliseconds

bool has_room_again(int descriptor) {
    pollfd written{descriptor, POLLOUT, 0};
    return without_interruption([&] { return ::poll(&written, 1, patience_with_a_reader); }) > 0;
}

} // namespace

int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto count =
            without_interruption([&] { return ::write(descriptor, text.data(), text.size()); });
        if (count < 0) {
            const int error = errno;
            if (error == EAGAIN && has_room_again(descriptor)) {
                continue;
            }
            return error;
        }
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

namespace {

/// Not open where it could not be made: see errno.
struct TemporaryFile {
    std::string name;
    Descriptor file;
};

TemporaryFile open_temporary(const std::string& path) {
    for (unsigned n = 1;; ++n) {
        TemporaryFile made;
        made.name = fmt::format("{}.new-{}-{}", path, ::getpid(), n);
        made.file = Descriptor(without_interruption([&] {
            return ::open(made.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        }));
        if (made.file.is_open() || errno != EEXIST) {
            return made;
        }
    }
}

/// 0 or an errno. Some file systems have nothing to synchronise (fsync(2), EINVAL).
int synchronise(int descriptor) {
    const int result = without_interruption([&] { return ::fsync(descriptor); });
    return result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP ? 0 : errno;
}

/// The name is as durable as the file once its directory is.
int synchronise_directory_of(const std::string& path) {
    const Descriptor directory(without_interruption(
        [&] { return ::open(parent_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    return directory.is_open() ? synchronise(directory.get()) : errno;
}

} // namespace

int replace_file(const std::string& path, std::string_view text, Durable durable) {
    TemporaryFile temporary = open_temporary(path);
    if (!temporary.file.is_open()) {
        return errno;
    }
    int error = write_all(temporary.file.get(), text);
    if (error == 0 && durable == Durable::yes) {
        error = synchronise(temporary.file.get());
    }
    temporary.file.reset();
    if (error == 0 && ::rename(temporary.name.c_str(), path.c_str()) != 0) {
        error = errno;
    }
    if (error != 0) {
        ::unlink(temporary.name.c_str());
        return error;
    }
    return durable == Durable::yes ? synchronise_directory_of(path) : 0;
}

int make_directories(const std::string& path) {
    if (::mkdir(path.c_str(), 0777) == 0) {
        return 0;
    }
    if (errno == EEXIST) {
        return is_directory(path) ? 0 : ENOTDIR;
    }
    if (errno != ENOENT || path.empty() || path == "/") {
        return errno;
    }
    const int error = make_directories(parent_of(path));
    if (error != 0) {
        return error;
    }
    return ::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST ? 0 : errno;
}

int make_parent_directories(const std::string& path) {
    return make_directories(parent_of(path));
}

bool path_exists(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0;
}

bool is_directory(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string free_name_beside(const std::string& path) {
    for (unsigned n = 1;; ++n) {
        std::string name = fmt::format("{}.damaged-{}", path, n);
        struct stat status {};
        if (::lstat(name.c_str(), &status) != 0) {
            return name;
        }
    }
}

int remove_tree(const std::string& path) {
    std::error_code error;
    filesystem::remove_all(path, error);
    return error.value();
}

std::optional<std::string> end_of_file(const std::string& path, std::size_t bytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    const std::size_t from = size > bytes ? size - bytes : 0;
    std::string text(size - from, '\0');
    const auto count = without_interruption(
        [&] { return ::pread(file.get(), text.data(), text.size(), static_cast<off_t>(from)); });
    if (count < 0) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(count));
    return text;
}

std::vector<std::string> tail_of(const std::string& path, std::size_t lines, std::size_t bytes) {
    const std::string text = end_of_file(path, bytes).value_or("");
    auto all = split(text, '\n');
    if (all.back().empty()) { // behind the last line's end
        all.pop_back();
    }
    const std::size_t first = all.size() - std::min(all.size(), lines);
    return {all.begin() + static_cast<std::ptrdiff_t>(first), all.end()};
}

std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code error;
    for (filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace docbuild
