// Words why a job ended without a builder.
#pragma once

#include "lib/event/outcome.hpp"

#include <string>
#include <vector>

namespace docbuild {

struct SkipCause {
    std::string culprit; // the job at fault; empty: none
    Outcome culprit_outcome = Outcome::failed;
    int signal = 0;                     // the signal that stopped the run; 0: none
    std::vector<std::string> missing{}; // what an up-to-date job was built without
    std::size_t more_missing = 0;
};

/// For the outcomes of JobSkipped: up_to_date, skipped and cancelled.
std::string skip_reason(Outcome outcome, const SkipCause& cause);

/// `a:inventory, b:inventory and 2 more`: at most three of `names`.
std::string name_some(const std::vector<std::string>& names, std::size_t more);

} // namespace docbuild
