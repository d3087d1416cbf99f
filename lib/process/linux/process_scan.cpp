#include "lib/process/process_scan.hpp"

#include "lib/disk/files.hpp"
#include "lib/disk/kernel_file.hpp"
#include "lib/text/text_parts.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace docbuild {

namespace {

/// `12 34 56 `
std::vector<pid_t> numbers_in(std::string_view text) {
    std::vector<pid_t> numbers;
    for (const std::string_view word : split(text, ' ')) {
        if (const auto number = number_in<pid_t>(word)) {
            numbers.push_back(*number);
        }
    }
    return numbers;
}

std::string file_of(pid_t process, const char* name) {
    return read_kernel_file(fmt::format("/proc/{}/{}", process, name)).value_or("");
}

} // namespace

/// The one thread's children are the process's.
OwnChildren::OwnChildren()
    : file_(::open(fmt::format("/proc/self/task/{}/children", ::getpid()).c_str(),
                   O_RDONLY | O_CLOEXEC)) {}

std::optional<std::vector<pid_t>> OwnChildren::read() const {
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const auto count = without_interruption([&] {
            return ::pread(file_.get(), part.data(), part.size(), static_cast<off_t>(text.size()));
        });
        if (count < 0) {
            return std::nullopt;
        }
        text.append(part.data(), static_cast<std::size_t>(count));
        if (static_cast<std::size_t>(count) < part.size()) {
            return numbers_in(text);
        }
    }
}

std::vector<pid_t> children_of(pid_t process) {
    std::vector<pid_t> children;
    for (const std::string& thread : names_in(fmt::format("/proc/{}/task", process))) {
        const auto of_thread =
            numbers_in(file_of(process, ("task/" + thread + "/children").c_str()));
        children.insert(children.end(), of_thread.begin(), of_thread.end());
    }
    return children;
}

std::optional<ProcessStat> stat_of(pid_t process) {
    return read_process_stat(file_of(process, "stat"));
}

std::string environment_of(pid_t process) {
    return file_of(process, "environ");
}

std::string words_of(pid_t process) {
    return file_of(process, "cmdline");
}

bool ignores(pid_t process, int signal) {
    return ignores_signal(file_of(process, "status"), signal);
}

std::string command_of(pid_t process) {
    std::string words = words_of(process);
    while (!words.empty() && words.back() == '\0') {
        words.pop_back();
    }
    std::replace(words.begin(), words.end(), '\0', ' ');
    if (!words.empty()) {
        return words;
    }
    std::string name = file_of(process, "comm");
    name.resize(std::min(name.size(), name.find('\n')));
    return name.empty() ? name : "[" + name + "]";
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> processes;
    for (const std::string& name : names_in("/proc")) {
        if (const auto number = number_in<pid_t>(name)) {
            processes.push_back(*number);
        }
    }
    return processes;
}

} // namespace docbuild
