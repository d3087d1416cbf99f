#include "lib/text/environment_changes.hpp"

namespace docbuild {

EnvironmentChanges merge(const EnvironmentChanges& below, const EnvironmentChanges& above) {
    EnvironmentChanges merged = above;
    merged.insert(below.begin(), below.end());
    return merged;
}

} // namespace docbuild
