// Searches a directory for Sphinx projects.
// It does not know what a manifest of them looks like.
#pragma once

#include "lib/core/found_projects.hpp"

#include <string>

namespace docbuild {

/// Looks below `directory`, which is absolute, at every conf.py: one with its root document beside
/// it is a project. Symbolic links to directories are not followed; not entered are hidden
/// directories, what was built (`_build`, `build`, and what CMake or Meson marks), virtual
/// environments, installed packages, and tests, whose projects are often meant to fail. Throws
/// WorkError where `directory` cannot be read.
FoundProjects search_projects(const std::string& directory);

} // namespace docbuild
