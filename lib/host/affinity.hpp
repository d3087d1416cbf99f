// How many processors this process may run on.
#pragma once

#include <optional>

namespace docbuild {

/// The number of processors in its affinity mask; empty if the system cannot say.
std::optional<unsigned> processors_by_affinity();

} // namespace docbuild
