#include "lib/host/processors.hpp"

#include "lib/disk/kernel_file.hpp"
#include "lib/host/affinity.hpp"
#include "lib/process/cgroup_quota.hpp"

#include <unistd.h>

#include <algorithm>

namespace docbuild {

namespace {

unsigned processors_online() {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return static_cast<unsigned>(std::max(count, 1L));
}

} // namespace

unsigned usable_processors() {
    const unsigned by_affinity = processors_by_affinity().value_or(processors_online());
    const auto by_quota = processors_by_quota(read_kernel_file("/proc/self/cgroup").value_or(""),
                                              read_kernel_file("/proc/self/mountinfo").value_or(""),
                                              read_kernel_file);
    return std::max(1U, std::min(by_affinity, by_quota.value_or(by_affinity)));
}

} // namespace docbuild
