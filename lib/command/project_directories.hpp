// The directories that move with a project when its checkout is moved or copied.
#pragma once

#include "lib/disk/own_directories.hpp"
#include "lib/plan/command.hpp"

namespace docbuild {

/// The build directory, the manifest's, and as many directories above this as the manifest's paths
/// go up by `..`.
OwnDirectories own_directories(const Plan& plan, const Directories& directories);

} // namespace docbuild
