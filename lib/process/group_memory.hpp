// How much memory the processes of a group have at this moment.
#pragma once

#include "lib/text/units.hpp"

#include <sys/types.h>

#include <unordered_map>

namespace docbuild {

/// By process group, the resident memory (RSS) of all its processes; pages that they share count
/// for each. Only Linux tells: elsewhere, and in the portable flavour, there is nothing.
std::unordered_map<pid_t, Bytes> memory_of_groups();

} // namespace docbuild
