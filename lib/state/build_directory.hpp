// Opens a build directory for a run: creates and locks it, and opens its state.
#pragma once

#include "lib/disk/own_directories.hpp"
#include "lib/state/build_lock.hpp"
#include "lib/state/build_paths.hpp"
#include "lib/state/state_store.hpp"

#include <functional>
#include <memory>

namespace docbuild {

using Say = std::function<void(const std::string&)>;

/// Throws WorkError if the directory cannot be created or written, or is locked by another run.
class BuildDirectory {
  public:
    /// `say` receives messages about waiting, `warn` about problems with the state (also later on).
    /// `own` are the project's directories.
    BuildDirectory(BuildPaths paths, OwnDirectories own, BuildLock::Wait wait, const Say& say,
                   Say warn);

    const BuildPaths& paths() const { return paths_; }
    StateStore& store() { return *store_; }
    const BuildLock& lock() const { return *lock_; }

  private:
    BuildPaths paths_;
    std::unique_ptr<BuildLock> lock_;
    std::unique_ptr<StateStore> store_;
};

/// Opens the state for queries: nothing is created, written or locked. Throws WorkError if it may
/// not be read.
std::unique_ptr<StateStore> remembered(const BuildPaths& paths, OwnDirectories own, Say warn);

} // namespace docbuild
