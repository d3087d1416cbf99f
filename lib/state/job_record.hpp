// What is remembered about a job between runs.
#pragma once

#include "lib/event/outcome.hpp"
#include "lib/text/digest.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

/// Predecessors by `STAGE:*` that had not succeeded when the job was built.
struct MissingBefore {
    std::vector<std::string> jobs; // `DOCUMENT:STAGE`, the first ones
    std::uint64_t more = 0;        // number of further jobs
    bool operator==(const MissingBefore&) const = default;
};

/// The job at the time of its last success.
struct SuccessRecord {
    Digest command;                // argv, environment, directory, executable
    std::vector<std::string> argv; // to explain what changed
    Digest quick_inputs;
    Digest inputs;                          // by content
    std::vector<std::string> depfile_paths; // absolute
    Digest upstream;                        // outputs of its predecessors, by content
    Digest quick_outputs;
    std::vector<std::string> declared_outputs; // absolute
    std::string depfile;                       // absolute; empty: none declared
    Digest outputs;                    // by content; if none are declared: of all their inputs
    std::uint64_t sequence = 0;        // successes are numbered across all jobs and runs
    std::uint64_t outputs_changed = 0; // the sequence number at which `outputs` last changed
    std::int64_t started = 0;          // nanoseconds since the epoch, before the builder started
    std::int64_t ended = 0;            // likewise, after it ended
    /// How many times in a row it was rebuilt only because of files that changed during its own
    /// build.
    std::uint64_t built_for_itself = 0;
    MissingBefore missing{};
    bool operator==(const SuccessRecord&) const = default;
};

/// The last attempt.
struct AttemptRecord {
    Outcome outcome = Outcome::built;
    Duration wall{};
    Duration user{};
    Duration system{};
    Bytes max_rss;
    Digest from{}; // if no outputs are declared: of everything a failed attempt was made from
};

struct JobRecord {
    std::optional<SuccessRecord> success;
    std::optional<AttemptRecord> last;
    Duration built_in{}; // wall time of the last success; zero: none
};

} // namespace docbuild
