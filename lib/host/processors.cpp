#include "lib/host/processors.hpp"

#include <unistd.h>

#include <algorithm>

#ifndef DOCBUILD_PORTABLE
#include "lib/disk/kernel_file.hpp"
#include "lib/process/cgroup_quota.hpp"

#include <sched.h>

#include <cerrno>
#include <memory>
#endif

namespace docbuild {

namespace {

unsigned processors_online() {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return static_cast<unsigned>(std::max(count, 1L));
}

} // namespace

#ifdef DOCBUILD_PORTABLE

unsigned usable_processors() {
    return processors_online();
}

#else

namespace {

struct FreeCpuSet {
    void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

/// Processors in the affinity mask. The kernel refuses a mask smaller than its own with EINVAL, and
/// its size is not told: sched_setaffinity(2).
unsigned processors_by_affinity() {
    constexpr int most = 1 << 20;
    for (int size = CPU_SETSIZE; size <= most; size *= 2) {
        const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(size));
        const std::size_t bytes = CPU_ALLOC_SIZE(size);
        if (set != nullptr && ::sched_getaffinity(0, bytes, set.get()) == 0) {
            return static_cast<unsigned>(CPU_COUNT_S(bytes, set.get()));
        }
        if (errno != EINVAL) {
            break;
        }
    }
    return processors_online();
}

} // namespace

unsigned usable_processors() {
    const unsigned by_affinity = processors_by_affinity();
    const auto by_quota = processors_by_quota(read_kernel_file("/proc/self/cgroup").value_or(""),
                                              read_kernel_file("/proc/self/mountinfo").value_or(""),
                                              read_kernel_file);
    return std::max(1U, std::min(by_affinity, by_quota.value_or(by_affinity)));
}

#endif

} // namespace docbuild
