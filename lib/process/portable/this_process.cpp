#include "lib/process/this_process.hpp"

#include <unistd.h>

#include <algorithm>

namespace docbuild {

bool adopt_orphans() {
    return false;
}

void set_process_name(const char*) {}

void close_descriptors(int first, int end) {
    constexpr int most_descriptors = 1 << 16;
    const long limit = ::sysconf(_SC_OPEN_MAX);
    end = std::min(end, limit > 0 && limit < most_descriptors ? static_cast<int>(limit)
                                                              : most_descriptors);
    for (int descriptor = first; descriptor < end; ++descriptor) {
        ::close(descriptor);
    }
}

} // namespace docbuild
