// Decides serial or parallel mode and the number of slots, and says why.
#pragma once

#include "lib/config/config.hpp"

namespace docbuild {

struct ModeDecision {
    Mode mode = Mode::parallel;
    unsigned slots = 1;
    std::string reason;
};

/// The rules of design, section 4. A chosen mode beats everything, `serial` an explicit number of
/// jobs too. Else explicit jobs above 1 beat a platform's rule for serial mode. Else the first rule
/// that applies decides, and where none does the mode is parallel. Where the release cannot be
/// read, rules with a condition see version 0 on Cygwin (it counts as old) and do not apply
/// elsewhere. `processors` is at least 1.
ModeDecision decide(const Platform& platform, const Config& config, unsigned processors);

/// `--explain-mode`: mode, slots and reason on a line each.
std::string explain(const ModeDecision& decision);

} // namespace docbuild
