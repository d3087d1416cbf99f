// What happens in a run, as values: the one record that every report is a rendering of (design,
// section 7).
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/outcome.hpp"
#include "lib/event/remains.hpp"
#include "lib/text/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace docbuild {

struct RunStarted {
    std::string run;      // the run's identifier, as in BUILD/.docbuild/runs/RUN.jsonl
    std::string manifest; // path
    std::string build;    // path of the build directory
    std::string mode;     // serial or parallel
    std::string reason;   // why this mode and this many slots, in words
    unsigned slots = 1;
    std::size_t jobs = 0; // how many jobs the run is about, those that turn out up to date included
    Duration estimated_work{}; // the sum of the jobs' expected durations, as far as they are known
    std::size_t estimated_jobs = 0; // how many of `jobs` that sum is made of
};

struct JobStarted {
    JobName job;
    unsigned attempt = 1;
    int pid = 0;
    std::string log;                  // path; empty when the job keeps none
    std::optional<Duration> expected; // what it took last time
    bool is_preloaded = false;        // forked from a fork server
};

/// What a builder left running. `command` is empty where the system does not tell; then `process`
/// is the number of its process group.
struct LeakedProcess {
    int process = 0;
    std::string command;
};

/// A job that another one comes after by `STAGE:*`, and that did not succeed.
struct MissingJob {
    JobName job;
    Outcome outcome = Outcome::failed;
    Remains used = Remains::nothing;
};

/// How much Sphinx found fault with in a document as it is now.
struct FindingCounts {
    std::uint64_t warnings = 0;
    std::uint64_t errors = 0;
};

struct JobFinished {
    JobName job;
    unsigned attempt = 1;
    Outcome outcome = Outcome::built;
    Ending ending = Exited{};
    Findings findings;
    Usage usage;
    std::string log;
    std::vector<std::string> log_tail; // the last lines of the log of a failure, without line ends
    std::vector<std::string> command;  // the builder's argv
    std::vector<std::string> also_running; // jobs that ran when memory ran out
    std::vector<std::string> notes;        // further sentences for the verdict
    std::string again;                     // the command line that runs just this job again
    std::optional<Duration> time_limit;    // for timed_out
    std::optional<Bytes> log_limit;        // where the log grew beyond it
    bool will_retry = false;               // another attempt follows
    std::vector<LeakedProcess> leaked;     // what lived on, and is being ended
    std::string finding;   // of a Sphinx builder: the first error or warning, `FILE:LINE: message`
    std::string traceback; // the file in which Sphinx tells of an exception
    std::optional<FindingCounts> counts{}; // of a `sphinx` stage's job that came to report them
    std::string findings_file{};           // which has them all
    std::vector<MissingJob> missing{};     // the first ones of what it was built without
    std::size_t missing_more = 0;          // how many there are besides
};

/// A job that ends without a builder: up to date, skipped for another's failure, or cancelled.
struct JobSkipped {
    JobName job;
    Outcome outcome = Outcome::skipped;
    std::string reason;     // in words
    std::string because_of; // the job at fault, `DOCUMENT:STAGE`; empty: none
    std::optional<Duration> expected = std::nullopt; // its share of RunStarted::estimated_work
};

/// Something a person should know that is not a job's ending.
struct Warning {
    std::string message;
    std::string job; // `DOCUMENT:STAGE`; empty: the run as a whole
};

/// Somebody other than docbuild stopped the builder (SIGSTOP and the like).
struct BuilderStopped {
    JobName job;
};

/// Such a builder goes on: somebody let it, or docbuild does so that it can end.
struct BuilderContinued {
    JobName job;
    bool is_to_end = false;
};

/// Builders are stopped, and no time counts, until RunResumed.
struct RunPaused {
    int signal = 0;
};
struct RunResumed {
    Duration pause{};
};

/// Somebody asked by a signal what is going on.
struct StatusAsked {
    struct Builder {
        JobName job;
        int process = 0;
        std::optional<Bytes> memory{}; // of its whole process group, where the system tells
        std::string progress{};        // what the builder says of itself; empty: nothing
    };
    std::vector<Builder> builders;
    std::size_t ready = 0;   // jobs that wait for a slot
    std::size_t waiting = 0; // jobs that wait for other jobs
};

struct RunFinished {
    std::map<Outcome, std::size_t> counts; // only outcomes that occurred
    int exit = 0;
    Duration wall{};
};

struct RunEvent {
    Duration time{}; // since the start of the run, monotonic
    std::variant<RunStarted, JobStarted, JobFinished, JobSkipped, Warning, BuilderStopped,
                 BuilderContinued, RunPaused, RunResumed, StatusAsked, RunFinished>
        what;
};

} // namespace docbuild
