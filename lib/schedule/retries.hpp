// Decides whether an unsuccessful attempt is retried.
#pragma once

#include "lib/event/outcome.hpp"

namespace docbuild {

/// The attempts of a job so far.
struct Tries {
    unsigned attempts = 0;             // all of them
    unsigned out_of_memory = 0;        // those retried because memory ran out
    unsigned crashes_of_preloaded = 0; // at most one: later attempts are not preloaded
};

struct RetryRules {
    unsigned retries = 0; // for builders that failed, crashed, timed out or left outputs missing
    unsigned oom_retries = 0; // for builders that ran out of memory
};

/// `outcome` is the outcome of the latest attempt. Retrying a crashed preloaded builder does not
/// count against `retries`.
bool is_retried(Outcome outcome, bool was_preloaded, const Tries& tries, const RetryRules& rules);

} // namespace docbuild
