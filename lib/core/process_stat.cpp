#include "lib/core/process_stat.hpp"

#include <charconv>

namespace docbuild {

namespace {

// Positions among the fields after the command's name, which is in parentheses and may hold
// anything.
constexpr std::size_t group_field = 2;
constexpr std::size_t flags_field = 6;
constexpr std::size_t start_field = 19;
constexpr std::size_t resident_field = 21;

constexpr std::uint64_t exiting_flag = 0x4; // PF_EXITING in the kernel's include/linux/sched.h

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
        } else if (field == flags_field) {
            std::uint64_t flags = 0;
            stat.is_exiting = read_number(word, flags) && (flags & exiting_flag) != 0;
        } else if (field == start_field) {
            has_start = read_number(word, stat.start);
        } else if (field == resident_field) {
            read_number(word, stat.resident);
            break;
        }
    }
    return has_start ? std::optional(stat) : std::nullopt;
}

bool ignores_signal(std::string_view status, int signal) {
    constexpr std::string_view key = "\nSigIgn:\t";
    constexpr int hexadecimal = 16;
    const std::size_t line = status.find(key);
    if (line == std::string_view::npos) {
        return false;
    }
    const char* const begin = status.data() + line + key.size();
    std::uint64_t mask = 0;
    const auto read = std::from_chars(begin, status.data() + status.size(), mask, hexadecimal);
    return read.ec == std::errc() && (mask >> static_cast<unsigned>(signal - 1) & 1U) != 0;
}

} // namespace docbuild
