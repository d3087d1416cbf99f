#include "lib/process/this_process.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace docbuild {

bool adopt_orphans() {
    return ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

void set_process_name(const char* name) {
    ::prctl(PR_SET_NAME, name, 0, 0, 0);
}

/// The C library has close_range(2) since glibc 2.34 and musl 1.2.6, the kernel since 5.9.
void close_descriptors(int first, int end) {
    if (first >= end) {
        return;
    }
#ifdef SYS_close_range
    if (::syscall(SYS_close_range, static_cast<unsigned>(first), static_cast<unsigned>(end) - 1,
                  0U) == 0) {
        return;
    }
#endif
    constexpr int most_descriptors = 1 << 16;
    for (int descriptor = first; descriptor < std::min(end, most_descriptors); ++descriptor) {
        ::close(descriptor);
    }
}

} // namespace docbuild
