// Finds the living descendants of docbuild that are nobody's: orphans, which it has adopted, and
// all below them.
#pragma once

#include "lib/process/process_scan.hpp"
#include "lib/process/reaper.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

struct Stray {
    pid_t process = 0;
    ProcessStat stat;
    std::optional<std::size_t> parent; // a place in the same list, before its own
};

class StraySearch {
  public:
    /// From now on docbuild adopts orphans, where the system lets it.
    explicit StraySearch(const Reaper& reaper);

    /// Parents before children. No value where the system does not tell; where there are none, this
    /// costs one system call.
    std::optional<std::vector<Stray>> find() const;

  private:
    const Reaper& reaper_;
    bool adopts_;
    OwnChildren own_children_;
};

} // namespace docbuild
