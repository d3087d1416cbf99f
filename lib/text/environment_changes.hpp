// Changes to environment variables, as manifests and configurations ask for them.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace docbuild {

/// A variable to set, or (empty) to unset.
using EnvironmentChange = std::optional<std::string>;
using EnvironmentChanges = std::map<std::string, EnvironmentChange>;

/// `above` laid over `below`, variable by variable.
EnvironmentChanges merge(const EnvironmentChanges& below, const EnvironmentChanges& above);

} // namespace docbuild
