// What is remembered of a job from one run to the next.
#pragma once

#include "lib/event/outcome.hpp"
#include "lib/text/digest.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

/// Jobs that it comes after by `STAGE:*`, and that had not succeeded when it was built.
struct MissingBefore {
    std::vector<std::string> jobs; // `DOCUMENT:STAGE`, the first ones
    std::uint64_t more = 0;        // how many there were besides
    bool operator==(const MissingBefore&) const = default;
};

/// How the job was at its last success.
struct SuccessRecord {
    Digest command;                // argv, environment, directory, executable
    std::vector<std::string> argv; // to tell what changed
    Digest quick_inputs;
    Digest inputs;                          // by content
    std::vector<std::string> depfile_paths; // absolute
    Digest upstream;                        // outputs of the jobs it comes after, by content
    Digest quick_outputs;
    std::vector<std::string> declared_outputs; // absolute
    std::string depfile;                       // absolute; empty: none was declared
    Digest outputs;             // by content; where none are declared, of all that made them
    std::uint64_t sequence = 0; // successes are numbered through, over all jobs and runs
    std::uint64_t outputs_changed =
        0;                    // the sequence number at which `outputs` became what they are
    std::int64_t started = 0; // nanoseconds since the epoch: before the builder was started
    std::int64_t ended = 0;   // likewise, when it had ended
    /// How many times in a row it was built for nothing but files that changed while its own
    /// builder ran.
    std::uint64_t built_for_itself = 0;
    MissingBefore missing{};
    bool operator==(const SuccessRecord&) const = default;
};

/// How the last attempt went.
struct AttemptRecord {
    Outcome outcome = Outcome::built;
    Duration wall{};
    Duration user{};
    Duration system{};
    Bytes max_rss;
    Digest from{}; // where no outputs are declared, of all that an attempt that failed was made of
};

struct JobRecord {
    std::optional<SuccessRecord> success;
    std::optional<AttemptRecord> last;
    Duration built_in{}; // wall time of the last success; zero: there was none
};

} // namespace docbuild
