#include "lib/schedule/retries.hpp"

namespace docbuild {

bool is_retried(Outcome outcome, bool was_preloaded, const Tries& tries, const RetryRules& rules) {
    if (outcome == Outcome::crashed && was_preloaded) {
        return true;
    }
    switch (outcome) {
    case Outcome::out_of_memory:
        return tries.out_of_memory < rules.oom_retries;
    case Outcome::failed:
    case Outcome::crashed:
    case Outcome::timed_out:
    case Outcome::missing_output:
        return tries.attempts - tries.out_of_memory - tries.crashes_of_preloaded <= rules.retries;
    case Outcome::built:
    case Outcome::up_to_date:
    case Outcome::not_started:
    case Outcome::cancelled:
    case Outcome::skipped:
        return false;
    }
    return false;
}

} // namespace docbuild
