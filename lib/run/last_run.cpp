#include "lib/run/last_run.hpp"

#include "lib/report/event_log.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

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

} // namespace

std::optional<std::set<std::string>> left_unfinished(const std::string& path) {
    const auto text = last_lines(path);
    return text ? unfinished_in(*text) : std::nullopt;
}

std::string cut_off_in_words(const std::set<std::string>& unfinished) {
    std::string text = "the last run was cut off";
    std::size_t count = 0;
    for (const std::string& job : unfinished) {
        if (count == named) {
            return fmt::format("{} and {} more", text, unfinished.size() - named);
        }
        text += (count++ == 0 ? "; unfinished: " : ", ") + job;
    }
    return text;
}

} // namespace docbuild
