// Opens a build directory for a run: makes it, holds it, and opens what is remembered in it.
#pragma once

#include "lib/disk/own_directories.hpp"
#include "lib/state/build_lock.hpp"
#include "lib/state/build_paths.hpp"
#include "lib/state/state_store.hpp"

#include <functional>
#include <memory>

namespace docbuild {

using Say = std::function<void(const std::string&)>;

/// Throws WorkError where the directory cannot be made or written, or is held by another run.
class BuildDirectory {
  public:
    /// `say` is told who is waited for; `warn` what is wrong with the state (also later on).
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

/// What is remembered, for questions: nothing is made, written or locked. Throws WorkError where it
/// may not be read.
std::unique_ptr<StateStore> remembered(const BuildPaths& paths, OwnDirectories own, Say warn);

} // namespace docbuild
