// Which placeholders of a stage's strings are left to the documents' variables, and whether each
// document has them.
#pragma once

#include "lib/manifest/manifest.hpp"
#include "lib/text/error.hpp"

#include <set>

namespace docbuild {

/// A placeholder that is none of docbuild's own.
struct VariableUse {
    std::string slot; // `command`, `environment/NAME`, ...: what an override replaces as a whole
    std::string name;
    std::string pointer; // of the string that holds it
};

/// All that matters here of a set of stage keys.
struct VariableUses {
    std::set<std::string> slots; // those which are set
    std::vector<VariableUse> uses;
};

/// `above` laid over `below`, as `merge` does with the keys.
VariableUses merge(const VariableUses& below, const VariableUses& above);

/// The uses of each stage (manifest order, defaults and manifest-wide environment merged in) and of
/// each override.
struct ManifestUses {
    std::vector<VariableUses> stages;
    std::map<std::pair<std::size_t, std::string>, VariableUses> overrides; // by rule and stage
};

/// A problem for each use of a name that is no variable of any document (with the nearest name), or
/// not of a document that needs it.
std::vector<Problem> check_variables(const Manifest& manifest, const ManifestUses& uses);

} // namespace docbuild
