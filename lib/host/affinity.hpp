// How many processors this process may run on.
#pragma once

namespace docbuild {

/// Those in its affinity mask; where the system has none, those that are online.
unsigned processors_by_affinity();

} // namespace docbuild
