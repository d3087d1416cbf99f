// The process groups that a guard would have to end, in memory that the driver, the guard, and
// every child before it executes its builder share. It does not know what is done about them.
//
// A builder's child enters itself here before it executes the builder. It costs no system call, and
// a guard that is started later finds all that run. The driver's death cannot come in between: a
// child that has not executed its builder yet holds the driver's end of the guard's pipe as well.
#pragma once

#include "lib/text/units.hpp"

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <vector>

namespace docbuild {

struct GuardedGroup {
    std::atomic<pid_t> group{0};        // 0: none, or not started yet
    std::atomic<std::int64_t> grace{0}; // nanoseconds
};

class GuardTable {
  public:
    /// Throws WorkError where there is no memory to share.
    GuardTable();
    ~GuardTable();
    GuardTable(const GuardTable&) = delete;
    GuardTable& operator=(const GuardTable&) = delete;

    /// A place for a builder that is about to start; null where all are taken.
    GuardedGroup* reserve(Duration grace);
    /// Its group has ended, or never was. Null is fine.
    void release(GuardedGroup* group);

    struct Entry {
        pid_t group;
        Duration grace;
    };
    /// All groups that were entered and not released.
    std::vector<Entry> entries() const;

  private:
    struct Shared;
    Shared* shared_;
    std::vector<GuardedGroup*> free_;
};

} // namespace docbuild
