// Decides serial or parallel mode and the number of slots, and says why.
// It does not know the machine: platform, configuration and processor count are passed in.
#pragma once

#include "lib/core/config.hpp"

namespace docbuild {

struct ModeDecision {
    Mode mode = Mode::parallel;
    unsigned slots = 1;
    std::string reason;
};

/// The rules of design, section 4: `mode serial` beats everything; explicit jobs beat the
/// platform's rule; a Cygwin release that cannot be read is old; an unknown platform is parallel.
/// `processors` is at least 1.
ModeDecision decide(const Platform& platform, const Config& config, unsigned processors);

/// `--explain-mode`: mode, slots and reason on a line each.
std::string explain(const ModeDecision& decision);

} // namespace docbuild
