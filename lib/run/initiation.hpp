// Writes a first manifest for the Sphinx projects below a directory.
// It does not know what makes a project, nor how one is built.
#pragma once

#include "lib/run/request.hpp"

#include <string>

namespace docbuild {

/// Looks below the directory that the request names in place of a job, or else the current one, and
/// writes the manifest there; returns what it has to say. Throws InputError where there is a
/// manifest already or nothing to be built, WorkError where the directory cannot be read or
/// written.
std::string initiate(const Request& request);

} // namespace docbuild
