// What the manifest, the configuration and the command line together say of one job's running.
#pragma once

#include "lib/plan/plan.hpp"
#include "lib/text/units.hpp"

#include <optional>

namespace docbuild {

/// Time limits and retries from one source; what is absent is left to the next.
struct RunningRules {
    std::optional<Duration> timeout; // 0 is none, as timeout(1) has it
    std::optional<Duration> grace;
    std::optional<unsigned> retries;
};

struct JobRules {
    std::optional<Duration> timeout;
    Duration grace{};
    unsigned retries = 0;
    unsigned oom_retries = 1;
    unsigned slots = 1;
    Bytes log_limit{};
};

/// The command line beats the manifest, which beats the configuration (complete, as `merge_layers`
/// makes it). Where none says more: one retry after memory ran out, a log limit of 1 GiB.
JobRules rules_of(const StageKeys& keys, const RunningRules& command_line,
                  const RunningRules& configuration);

} // namespace docbuild
