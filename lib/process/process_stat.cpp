#include "lib/process/process_stat.hpp"

#include "lib/text/text_parts.hpp"

namespace docbuild {

namespace {

// Positions among the fields after the command's name, which is in parentheses and may hold
// anything.
constexpr std::size_t group_field = 2;
constexpr std::size_t flags_field = 6;
constexpr std::size_t start_field = 19;
constexpr std::size_t resident_field = 21;

constexpr std::uint64_t exiting_flag = 0x4; // PF_EXITING in the kernel's include/linux/sched.h

} // namespace

std::optional<ProcessStat> read_process_stat(std::string_view text) {
    const std::size_t name_end = text.rfind(") ");
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(name_end + 2);
    const auto fields = split(text.substr(0, text.find('\n')), ' ');
    const auto field = [&](std::size_t place) {
        return place < fields.size() ? number_in<std::uint64_t>(fields[place]) : std::nullopt;
    };
    const auto group = field(group_field);
    const auto start = field(start_field);
    if (!group || !start) {
        return std::nullopt;
    }
    ProcessStat stat;
    stat.state = fields.front().empty() ? stat.state : fields.front().front();
    stat.group = static_cast<int>(*group);
    stat.is_exiting = (field(flags_field).value_or(0) & exiting_flag) != 0;
    stat.start = *start;
    stat.resident = field(resident_field).value_or(0);
    return stat;
}

bool ignores_signal(std::string_view status, int signal) {
    constexpr std::string_view key = "\nSigIgn:\t";
    constexpr int hexadecimal = 16;
    const std::size_t line = status.find(key);
    if (line == std::string_view::npos) {
        return false;
    }
    const std::string_view value = split(status.substr(line + key.size()), '\n').front();
    const auto mask = number_in<std::uint64_t>(value, hexadecimal);
    return mask && (*mask >> static_cast<unsigned>(signal - 1) & 1U) != 0;
}

} // namespace docbuild
