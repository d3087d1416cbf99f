// Tells whether the kernel killed a process for want of memory between two moments.
// It does not know which process that was, nor what is done about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docbuild {

/// One count for each file that was found; empty where that file could not be read.
using OomKillCounts = std::vector<std::optional<std::uint64_t>>;

/// The kernel counts before it sends the SIGKILL, so a reading taken when a builder's end is known
/// has that builder in it. Both the machine and this process's control groups are asked: a builder
/// that moved to a group of its own is still in the machine's count. A kill elsewhere on the
/// machine is in it too; so ask only about a builder that ended by a SIGKILL nobody here sent.
class OomKillWatch {
  public:
    /// Finds the files that count. The portable flavour, like a system without them, has none.
    OomKillWatch();
    OomKillCounts read() const;

  private:
    std::vector<std::string> files_;
};

/// Whether any count rose; empty where no file could be read both times. Readings of one watch.
std::optional<bool> rose(const OomKillCounts& before, const OomKillCounts& after);

} // namespace docbuild
