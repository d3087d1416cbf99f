#include "lib/core/process_stat.hpp"

#include <charconv>

namespace docbuild {

namespace {

// Positions among the fields after the command's name, which is in parentheses and may hold
// anything.
constexpr std::size_t group_field = 2;
constexpr std::size_t start_field = 19;
constexpr std::size_t resident_field = 21;

template <typename T> bool read_number(std::string_view text, T& into) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

} // namespace

std::optional<ProcessStat> read_process_stat(std::string_view text) {
    const std::size_t name_end = text.rfind(") ");
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(name_end + 2);
    ProcessStat stat;
    bool has_start = false;
    for (std::size_t field = 0; !text.empty(); ++field) {
        const std::string_view word = text.substr(0, text.find_first_of(" \n"));
        text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
        if (field == 0 && word.size() == 1) {
            stat.state = word.front();
        } else if (field == group_field && !read_number(word, stat.group)) {
            return std::nullopt;
        } else if (field == start_field) {
            has_start = read_number(word, stat.start);
        } else if (field == resident_field) {
            read_number(word, stat.resident);
            break;
        }
    }
    return has_start ? std::optional(stat) : std::nullopt;
}

} // namespace docbuild
