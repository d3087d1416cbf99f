// Tells what a run would build now, and what may follow from that, without building.
#pragma once

#include "lib/examine/examiner.hpp"

#include <string>
#include <vector>

namespace docbuild {

enum class Prospect { not_needed, up_to_date, may_follow, would_build };

struct Forecast {
    std::vector<Prospect> prospects; // by job index
    std::vector<std::string> why;    // by job index; empty for what is up to date or not needed
};

/// Examines the `needed` jobs as things are now. One that is up to date itself but comes after one
/// that would be built may follow: whether it does depends on what the other's outputs become.
Forecast forecast(Examiner& examiner, const std::vector<bool>& needed, bool rebuild);

} // namespace docbuild
