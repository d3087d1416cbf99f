// Reads what the Linux kernel says of a process in /proc/PID/stat.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace docbuild {

struct ProcessStat {
    char state = 'R';
    int group = 0;
    std::uint64_t start = 0;    // in clock ticks since the machine started: with the number, unique
    std::uint64_t resident = 0; // pages

    bool is_exiting = false; // it runs no more of its program, but is not a zombie yet

    bool has_ended() const { return state == 'Z' || state == 'X'; }
};

/// See proc(5). Empty where `text` is no such line.
std::optional<ProcessStat> read_process_stat(std::string_view text);

/// Whether the process ignores the signal; `status` is the text of
/// /proc/PID/status.
bool ignores_signal(std::string_view status, int signal);

} // namespace docbuild
