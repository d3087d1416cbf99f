#include "lib/run/last_run.hpp"

#include "lib/core/event_log_reader.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::size_t looked_at = 256U << 10U;
constexpr std::size_t named = 3;

/// The whole lines among the file's last bytes.
std::optional<std::string> last_lines(const std::string& path) {
    const Descriptor file(
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    const std::size_t from = size > looked_at ? size - looked_at : 0;
    std::string text(size - from, '\0');
    const auto count = without_interruption(
        [&] { return ::pread(file.get(), text.data(), text.size(), static_cast<off_t>(from)); });
    if (count < 0) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(count));
    text.resize(text.rfind('\n') + 1); // npos + 1 is 0: no line is whole
    if (from > 0) {
        text.erase(0, text.find('\n') + 1);
    }
    return text;
}

/// Of a run that came to its end, that is the last line: the others need not be read.
bool ends_a_run(const std::string& text) {
    const auto before = text.size() < 2 ? std::string::npos : text.rfind('\n', text.size() - 2);
    const std::string last = before == std::string::npos ? text : text.substr(before + 1);
    const auto events = read_event_log(last).events;
    return !events.empty() && std::holds_alternative<RunFinished>(events.back().what);
}

} // namespace

std::optional<std::vector<std::string>> left_unfinished(const std::string& path) {
    const auto text = last_lines(path);
    if (!text || ends_a_run(*text)) {
        return std::nullopt;
    }
    std::vector<std::string> unfinished;
    for (const RunEvent& event : read_event_log(*text).events) {
        if (std::holds_alternative<RunFinished>(event.what)) {
            return std::nullopt;
        }
        if (const auto* started = std::get_if<JobStarted>(&event.what)) {
            unfinished.push_back(started->job.text());
        }
        const auto* finished = std::get_if<JobFinished>(&event.what);
        if (finished != nullptr && !finished->will_retry) {
            std::erase(unfinished, finished->job.text());
        }
    }
    std::sort(unfinished.begin(), unfinished.end());
    unfinished.erase(std::unique(unfinished.begin(), unfinished.end()), unfinished.end());
    return unfinished;
}

std::string cut_off_in_words(const std::vector<std::string>& unfinished) {
    std::string text = "the last run was cut off";
    for (std::size_t i = 0; i < std::min(unfinished.size(), named); ++i) {
        text += (i == 0 ? "; unfinished: " : ", ") + unfinished[i];
    }
    return unfinished.size() > named
               ? fmt::format("{} and {} more", text, unfinished.size() - named)
               : text;
}

} // namespace docbuild
