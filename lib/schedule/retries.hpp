// Whether another attempt follows one that was no success.
#pragma once

#include "lib/event/outcome.hpp"

namespace docbuild {

/// The attempts of a job so far.
struct Tries {
    unsigned attempts = 0;             // all of them
    unsigned out_of_memory = 0;        // those that were repeated because memory ran out
    unsigned crashes_of_preloaded = 0; // at most one: from then on it is not preloaded
};

struct RetryRules {
    unsigned retries = 0; // for builders that failed, crashed, timed out or left outputs missing
    unsigned oom_retries = 0; // for builders that ran out of memory
};

/// `outcome` is that of the last of `tries`. A crash of a preloaded builder is repeated for free.
bool is_retried(Outcome outcome, bool was_preloaded, const Tries& tries, const RetryRules& rules);

} // namespace docbuild
