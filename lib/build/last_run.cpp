#include "lib/build/last_run.hpp"

#include "lib/disk/files.hpp"
#include "lib/report/event_log.hpp"

namespace docbuild {

namespace {

constexpr std::size_t looked_at = 256U << 10U;

} // namespace

std::optional<std::set<std::string>> left_unfinished(const std::string& path) {
    auto text = end_of_file(path, looked_at);
    if (!text) {
        return std::nullopt;
    }
    text->resize(text->rfind('\n') + 1); // npos + 1 is 0: there is no complete line
    return unfinished_in(*text);
}

} // namespace docbuild
