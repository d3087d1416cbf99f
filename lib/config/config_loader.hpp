// Turns the text of a configuration file into a layer of configuration.
#pragma once

#include "lib/config/config.hpp"

#include <string>
#include <string_view>

namespace docbuild {

/// Reads a configuration file's text (design, section 4; `retries` besides, and `$schema` is
/// ignored). Throws InputError with every fault at its place, as for a manifest. A file for another
/// platform than `running_on` is an error that names both.
ConfigLayer load_config(std::string_view text, const std::string& file, const Platform& running_on);

} // namespace docbuild
