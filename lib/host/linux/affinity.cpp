#include "lib/host/affinity.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace docbuild {

namespace {

struct FreeCpuSet {
    void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

unsigned processors_online() {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return static_cast<unsigned>(std::max(count, 1L));
}

} // namespace

/// The kernel refuses a mask smaller than its own with EINVAL, and
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

} // namespace docbuild
