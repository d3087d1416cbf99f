#include "lib/host/affinity.hpp"

#include <sched.h>

#include <cerrno>
#include <memory>

namespace docbuild {

namespace {

struct FreeCpuSet {
    void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

} // namespace

/// The kernel rejects a mask smaller than its own with EINVAL without reporting its size, so this
/// tries larger and larger masks: sched_setaffinity(2).
std::optional<unsigned> processors_by_affinity() {
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
    return std::nullopt;
}

} // namespace docbuild
