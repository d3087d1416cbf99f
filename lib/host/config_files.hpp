// Finds the configuration file that comes with the program for a platform.
#pragma once

#include "lib/config/platform.hpp"

#include <optional>
#include <string>

namespace docbuild {

/// The path of `PLATFORM.json` among the configuration files of the running program; empty where
/// there is none for the platform.
std::optional<std::string> platform_config_file(const Platform& platform, const std::string& argv0);

/// The same in a given directory. A platform whose name is no plain file name has none; a file that
/// cannot be looked at (permissions) counts as there, so that reading it says what is wrong.
std::optional<std::string> platform_config_file_in(const std::string& directory,
                                                   const Platform& platform);

} // namespace docbuild
