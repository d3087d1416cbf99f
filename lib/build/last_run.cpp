#include "lib/build/last_run.hpp"

#include "lib/disk/files.hpp"
#include "lib/report/event_log.hpp"

#include <fmt/format.h>

namespace docbuild {

namespace {

constexpr std::size_t looked_at = 256U << 10U;
constexpr std::size_t named = 3;

} // namespace

std::optional<std::set<std::string>> left_unfinished(const std::string& path) {
    auto text = end_of_file(path, looked_at);
    if (!text) {
        return std::nullopt;
    }
    text->resize(text->rfind('\n') + 1); // npos + 1 is 0: no line is whole
    return unfinished_in(*text);
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
