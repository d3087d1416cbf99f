// The file of the program that runs.
#pragma once

#include <string>

namespace docbuild {

/// Its absolute path without symbolic links; empty where the system does not tell.
std::string running_program();

} // namespace docbuild
