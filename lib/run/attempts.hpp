// What is known of each job's current attempt, from its set-up to the event that tells its end.
// It does not know when attempts are made, nor what starts them.
#pragma once

#include "lib/core/job_rules.hpp"
#include "lib/run/builder_setup.hpp"
#include "lib/run/examiner.hpp"
#include "lib/run/launcher.hpp"

#include <functional>
#include <unordered_map>

namespace docbuild {

struct Attempt {
    unsigned number = 1;
    int process = 0; // 0: none runs
    PreparedCommand prepared;
    Snapshot snapshot;
    BuilderLog log;
    Ending ending;
    Usage usage;
    Findings findings;
    std::vector<LeakedProcess> leaked;
    std::vector<std::string> depfile_paths; // absolute
};

class Attempts {
  public:
    struct Circumstances {
        BuildPaths paths;
        std::function<JobRules(JobId)> rules_of;
        std::string again; // the command line that a job's name completes
    };

    Attempts(JobCommands& commands, Examiner& examiner, Circumstances circumstances)
        : commands_(commands), examiner_(examiner), circumstances_(std::move(circumstances)) {}

    /// Makes all ready for a builder; the request borrows from the attempt. Or why that failed.
    std::variant<BuilderRequest, FailedToStart> begin(JobId job, unsigned number);

    const Attempt& started(JobId job, int process);
    /// Looks at what the builder left; to be told before the scheduler is.
    const Attempt& ended(JobId job, const Ending& ending, const Usage& usage);

    void leaked(JobId job, std::vector<LeakedProcess> processes) {
        attempts_.at(job).leaked = std::move(processes);
    }

    /// The event, with all that a verdict needs; the state remembers how the attempt went.
    JobFinished finish(JobId job, Outcome outcome, bool will_retry);

    /// The jobs that have a builder, in job order.
    std::vector<JobId> running() const;

  private:
    std::vector<std::string> names_of_running_except(JobId job) const;
    Findings findings_of(Attempt& attempt) const;
    void record(JobId job, Attempt& attempt, Outcome outcome, bool will_retry);

    JobCommands& commands_;
    Examiner& examiner_;
    Circumstances circumstances_;
    std::unordered_map<JobId, Attempt> attempts_;
};

} // namespace docbuild
