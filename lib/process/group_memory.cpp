#include "lib/process/group_memory.hpp"

#include "lib/process/process_scan.hpp"

#include <unistd.h>

namespace docbuild {

std::unordered_map<pid_t, Bytes> memory_of_groups() {
    std::unordered_map<pid_t, Bytes> memory;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    for (const pid_t process : all_processes()) {
        if (const auto stat = stat_of(process)) {
            memory[stat->group].count += stat->resident * page;
        }
    }
    return memory;
}

} // namespace docbuild
