#include "lib/state/run_log.hpp"

#include "lib/disk/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <vector>

namespace docbuild {

namespace {

constexpr std::string_view ending = ".jsonl";
constexpr std::size_t kept = 100;

/// The numbers of the existing run logs, ascending.
std::vector<unsigned long> runs_in(const std::string& directory) {
    std::vector<unsigned long> numbers;
    for (const std::string& name : names_in(directory)) {
        unsigned long number = 0;
        const char* const end = name.data() + name.size();
        const auto read = std::from_chars(name.data(), end, number);
        if (read.ec == std::errc() && std::string_view(read.ptr, end) == ending) {
            numbers.push_back(number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::string path_of(const std::string& directory, unsigned long number) {
    return fmt::format("{}/{:06}{}", directory, number, ending);
}

} // namespace

RunLogFile open_run_log(const std::string& runs) {
    const int error = make_directories(runs);
    const auto before = error == 0 ? runs_in(runs) : std::vector<unsigned long>();
    const unsigned long number = before.empty() ? 1 : before.back() + 1;
    for (std::size_t i = 0; i + kept <= before.size(); ++i) {
        remove_tree(path_of(runs, before[i]));
    }
    RunLogFile log{fmt::format("{:06}", number), path_of(runs, number), Descriptor(), error, {}};
    if (!before.empty()) {
        log.previous = path_of(runs, before.back());
    }
    if (error == 0) {
        log.file = Descriptor(without_interruption([&] {
            return ::open(log.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
                          0666);
        }));
        log.error = log.file.is_open() ? 0 : errno;
    }
    return log;
}

} // namespace docbuild
