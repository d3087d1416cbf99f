// Puts together what is configured for this platform, and what mode follows from it.
#pragma once

#include "lib/config/mode_policy.hpp"
#include "lib/project/request.hpp"

#include <map>
#include <string>

namespace docbuild {

struct Settings {
    Platform platform;
    Config config;
    ModeDecision mode;
};

/// Lays built-in values, the platform's file, each `--config`, `DOCBUILD_*` and the command line
/// over one another (design, section 4). Throws InputError with every fault of a file or variable,
/// WorkError where a file cannot be read.
Settings find_settings(const Request& request,
                       const std::map<std::string, std::string>& environment);

} // namespace docbuild
