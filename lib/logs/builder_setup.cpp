#include "lib/logs/builder_setup.hpp"

#include "lib/disk/files.hpp"
#include "lib/logs/log_keeping.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace docbuild {

namespace {

std::optional<FailedToStart> make_directory(const std::string& path) {
    const int error = make_directories(path);
    return error == 0 ? std::nullopt : std::optional(FailedToStart{error, "mkdir " + path});
}

std::optional<FailedToStart> make_output_directories(const BuilderCommand& command) {
    auto failure = make_directory(command.output);
    for (std::size_t i = 0; i < command.outputs.size() && !failure; ++i) {
        failure = make_directory(parent_of(command.outputs[i]));
    }
    return failure;
}

/// For reading too: what a builder does to its log is put right from the open file.
Descriptor open_log(const std::string& path) {
    return Descriptor(without_interruption([&] {
        return ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    }));
}

/// A link, a directory, a pipe, or a file that has another name too, where the text would do harm.
bool has_to_make_way(const Descriptor& log) {
    return log.is_open() ? !is_fit_for_log(log.get())
                         : errno == ELOOP || errno == EMLINK || errno == EISDIR || errno == ENXIO;
}

/// Logs are open as long as their builders run. So that they never take the last descriptors, which
/// examining files and remembering need, a log among those counts as one that there is no room for.
bool is_among_the_last(int descriptor) {
    constexpr rlim_t kept_free = 16;
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           static_cast<rlim_t>(descriptor) + kept_free >= limit.rlim_cur;
}

/// The modification time that the file has after being touched now.
std::int64_t touch(int file) {
    struct stat status {};
    if (::futimens(file, nullptr) != 0 || ::fstat(file, &status) != 0) {
        return 0;
    }
#ifdef __APPLE__
    const timespec& time = status.st_mtimespec;
#else
    const timespec& time = status.st_mtim;
#endif
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

} // namespace

std::variant<BuilderLog, FailedToStart> set_up_builder(const BuildPaths& paths, const JobName& job,
                                                       const BuilderCommand& command,
                                                       unsigned attempt) {
    BuilderLog log{paths.log_of(job), Descriptor(), 0};
    if (auto failure = make_output_directories(command)) {
        return *failure;
    }
    log.file = open_log(log.path);
    if (!log.file.is_open() && errno == ENOENT) { // the first job of its stage
        if (auto failure = make_directory(parent_of(log.path))) {
            return *failure;
        }
        log.file = open_log(log.path);
    }
    if (has_to_make_way(log.file)) {
        if (const int error = make_way_for_log(log.path)) {
            return FailedToStart{error, "make room for " + log.path};
        }
        log.file = open_log(log.path);
    }
    if (!log.file.is_open()) {
        return FailedToStart{errno, "open " + log.path};
    }
    if (is_among_the_last(log.file.get())) {
        return FailedToStart{EMFILE, "open " + log.path};
    }
    if (attempt == 1 && ::ftruncate(log.file.get(), 0) != 0) {
        return FailedToStart{errno, "ftruncate " + log.path};
    }
    log.opened = touch(log.file.get());
    return log;
}

} // namespace docbuild
