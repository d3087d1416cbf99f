// Tells whether the kernel killed a process for want of memory between two moments.
#pragma once

#include "lib/process/oom_kills.hpp"
#include "lib/text/units.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// The kernel counts before it sends the SIGKILL, so a reading taken when a builder's end is known
/// has that builder in it. Both the machine and this process's control groups are asked: a builder
/// that moved to a group of its own is still in the machine's count. A kill elsewhere on the
/// machine is in it too; so ask that only about a builder that ended by a SIGKILL nobody here sent.
class OomKillWatch {
  public:
    /// Finds the files that count. The portable flavour, like a system without them, has none.
    OomKillWatch();
    const OomKillCounts& read();

    /// The groups' counts as they are, and the machine's, which costs more to read, as it was at
    /// most a second ago: cheap enough for every builder's start.
    const OomKillCounts& recent();

  private:
    std::vector<std::string> files_; // the machine's first
    OomKillCounts last_;
    std::optional<Instant> read_at_;
};

} // namespace docbuild
