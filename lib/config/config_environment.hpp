// Reads the DOCBUILD_* variables as layers of configuration.
#pragma once

#include "lib/config/config.hpp"

#include <map>
#include <string>
#include <vector>

namespace docbuild {

/// Reads DOCBUILD_JOBS, DOCBUILD_MODE, DOCBUILD_TIMEOUT, DOCBUILD_GRACE, DOCBUILD_RETRIES: one
/// layer each that is set and not empty. Throws InputError naming the variable, the value and what
/// it takes, all faults in one go.
std::vector<ConfigLayer>
layers_of_environment(const std::map<std::string, std::string>& environment);

} // namespace docbuild
