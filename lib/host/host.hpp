// What this machine and process say of themselves: system, name, environment, directory.
#pragma once

#include "lib/config/platform.hpp"

#include <map>
#include <string>

namespace docbuild {

/// uname(2). Throws WorkError where it fails.
Uname host_uname();

/// The machine's name as the network knows it (`nodename` of uname(2)). Throws WorkError.
std::string host_name();

/// A copy of the process's environment; of a name that stands there twice, the first, as getenv(3)
/// has it. Entries without `=` are left out.
std::map<std::string, std::string> environment_snapshot();

/// The absolute current directory. Throws WorkError where it was removed or cannot be read.
std::string current_directory();

/// Throws WorkError, with the remedy, where the limit on open files leaves no room for docbuild's
/// own and those of one builder.
void require_open_files();

} // namespace docbuild
