#include "lib/state/build_directory.hpp"

#include "lib/disk/files.hpp"
#include "lib/state/frozen_store.hpp"
#include "lib/state/relocated_store.hpp"
#include "lib/state/sqlite_store.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace docbuild {

namespace {

void make(const BuildPaths& paths) {
    if (path_exists(paths.build) && !is_directory(paths.build)) {
        throw WorkError(fmt::format("the build directory {} is a file; remove it, or set \"build\" "
                                    "to another directory",
                                    paths.build));
    }
    int error = make_directories(paths.internal_dir());
    if (error == 0 && ::access(paths.internal_dir().c_str(), W_OK) != 0) {
        error = errno;
    }
    if (error != 0) {
        throw WorkError(fmt::format("the build directory {} cannot be written: {}; set \"build\" "
                                    "to a directory that can",
                                    paths.build, std::strerror(error)));
    }
}

/// A file in an unreadable directory does not count as missing.
bool may_exist(const std::string& path) {
    return path_exists(path) || (errno != ENOENT && errno != ENOTDIR);
}

} // namespace

BuildDirectory::BuildDirectory(BuildPaths paths, OwnDirectories own, BuildLock::Wait wait,
                               const Say& say, Say warn)
    : paths_(std::move(paths)) {
    make(paths_);
    lock_ = std::make_unique<BuildLock>(paths_.lock(), wait, say);
    store_ = std::make_unique<RelocatedStore>(
        std::make_unique<SqliteStore>(paths_.state(), std::move(warn)), std::move(own));
}

std::unique_ptr<StateStore> remembered(const BuildPaths& paths, OwnDirectories own, Say warn) {
    std::unique_ptr<StateStore> store;
    if (may_exist(paths.state())) {
        store = std::make_unique<RelocatedStore>(
            std::make_unique<SqliteStore>(paths.state(), std::move(warn),
                                          SqliteStore::Access::question),
            std::move(own));
    }
    return std::make_unique<FrozenStore>(std::move(store));
}

} // namespace docbuild
