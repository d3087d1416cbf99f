#include "lib/run/memory_exhaustion.hpp"

#include <algorithm>

#ifndef DOCBUILD_PORTABLE
#include "lib/core/oom_kills.hpp"
#include "lib/run/kernel_file.hpp"
#endif

namespace docbuild {

#ifdef DOCBUILD_PORTABLE

OomKillWatch::OomKillWatch() = default;

OomKillCounts OomKillWatch::read() const {
    return OomKillCounts(files_.size());
}

#else

OomKillWatch::OomKillWatch()
    : files_(oom_kill_files(read_kernel_file("/proc/self/cgroup").value_or(""),
                            read_kernel_file("/proc/self/mountinfo").value_or(""))) {}

OomKillCounts OomKillWatch::read() const {
    OomKillCounts counts;
    for (const std::string& file : files_) {
        counts.push_back(oom_kills_in(read_kernel_file(file).value_or("")));
    }
    return counts;
}

#endif

std::optional<bool> rose(const OomKillCounts& before, const OomKillCounts& after) {
    std::optional<bool> any;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        if (before[i] && after[i]) {
            any = any.value_or(false) || *after[i] > *before[i];
        }
    }
    return any;
}

} // namespace docbuild
