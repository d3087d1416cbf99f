#include "lib/host/affinity.hpp"

#include <unistd.h>

#include <algorithm>

namespace docbuild {

unsigned processors_by_affinity() {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return static_cast<unsigned>(std::max(count, 1L));
}

} // namespace docbuild
