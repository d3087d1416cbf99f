// A manifest on the disk with the plan that follows from it.
#pragma once

#include "lib/plan/command.hpp"
#include "lib/plan/plan.hpp"

#include <string>

namespace docbuild {

struct Project {
    std::string manifest; // absolute path
    Directories directories;
    Plan plan;
};

/// Reads and checks the manifest `file`. Throws InputError with everything that is wrong with it
/// and its documents' directories, each at its place; WorkError where the file cannot be read.
/// `data` is the program's data directory (for the Sphinx front).
Project load_project(const std::string& file, const std::string& data);

} // namespace docbuild
