#include "lib/run/builder_setup.hpp"

#include "lib/run/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

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

Descriptor open_log(const std::string& path, unsigned attempt) {
    const int anew = attempt == 1 ? O_TRUNC : 0;
    return Descriptor(without_interruption([&] {
        return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | anew,
                      0666);
    }));
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
    log.file = open_log(log.path, attempt);
    if (!log.file.is_open() && errno == ENOENT) { // the first job of its stage
        if (auto failure = make_directory(parent_of(log.path))) {
            return *failure;
        }
        log.file = open_log(log.path, attempt);
    }
    if (!log.file.is_open()) {
        return FailedToStart{errno, "open " + log.path};
    }
    log.opened = touch(log.file.get());
    return log;
}

} // namespace docbuild
