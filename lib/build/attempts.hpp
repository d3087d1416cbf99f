// What is known of each job's current attempt, from its set-up to the event that tells its end.
#pragma once

#include "lib/build/missing_jobs.hpp"
#include "lib/command/sphinx_exchange.hpp"
#include "lib/event/job_name.hpp"
#include "lib/examine/examiner.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/logs/builder_setup.hpp"
#include "lib/plan/job_rules.hpp"
#include "lib/process/memory_exhaustion.hpp"
#include "lib/process/oom_claims.hpp"
#include "lib/text/units.hpp"

#include <functional>
#include <set>
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
    bool was_killed = false;         // by docbuild
    Reason why_ended = Reason::none; // by docbuild, where it was
    Bytes log_limit;
    std::string log_restored;        // what was done about a log that was not where it belongs
    std::vector<std::string> beside; // jobs that ran when memory ran out
    std::vector<std::string> depfile_paths; // absolute
    std::string written; // where the builder reports the files that it writes; empty: nowhere
};

class Attempts {
  public:
    struct AttemptServices {
        BuildPaths paths;
        const std::vector<JobRules>& rules; // by job index
        std::string again;                  // the command line that a job's name completes
        /// Told what a job of a `sphinx` stage imported.
        std::function<void(const std::string& interpreter, const std::string& stage,
                           const std::vector<std::string>& modules)>
            learn;
        std::function<void(const std::string&)> warn;
        std::function<void(const std::string&)> mention; // what is of interest with -v alone
        bool preloads = true;
    };

    Attempts(const Plan& plan, JobCommands& commands, Examiner& examiner, AttemptServices services)
        : plan_(plan), commands_(commands), examiner_(examiner), services_(std::move(services)),
          offer_files_(services_.paths.build) {}

    /// Makes all ready for a builder; the request borrows from the attempt. Or why that failed.
    std::variant<BuilderRequest, FailedToStart> begin(JobId job, unsigned number,
                                                      bool without_preload);

    const Attempt& started(JobId job, int process, bool is_preloaded);
    /// docbuild ends the builder by a signal, by SIGKILL, or because its log grew beyond its limit.
    void ended_for(JobId job, Reason why) { attempts_.at(job).why_ended = why; }
    void killed(JobId job) { attempts_.at(job).was_killed = true; }
    void log_outgrown(JobId job) { attempts_.at(job).findings.log_limit_exceeded = true; }
    /// Looks at what the builder left; to be told before the scheduler is.
    const Attempt& ended(JobId job, const Ending& ending, const Usage& usage);

    void leaked(JobId job, std::vector<LeakedProcess> processes) {
        attempts_.at(job).leaked = std::move(processes);
    }

    /// The event, with all that a verdict needs; the state remembers how the attempt went.
    JobFinished finish(JobId job, Outcome outcome, bool will_retry,
                       const MissingJobs::List& missing);

    /// The jobs that have a builder, in job order.
    std::vector<JobId> running() const;
    const Attempt& of(JobId job) const { return attempts_.at(job); }

  private:
    /// Jobs whose builder was killed for want of memory, with when that was seen.
    struct Victim {
        std::string job;
        Instant seen;
    };

    std::vector<std::string> names_of_running_except(JobId job) const;
    void look_for_lack_of_memory(JobId job, Attempt& attempt);
    void tidy_log(Attempt& attempt) const;
    std::optional<FailedToStart> set_up_sphinx(JobId job, const BuilderCommand& command);
    void tell_of_sphinx(JobFinished& event, const std::string& interpreter);
    void tell_of_wrapper(const Attempt& attempt);
    void tell_of_patches(const SphinxReport& report, const std::string& job);
    void look_at_outputs(Attempt& attempt) const;
    void record(JobId job, Attempt& attempt, const JobFinished& event);

    const Plan& plan_;
    JobCommands& commands_;
    Examiner& examiner_;
    AttemptServices services_;
    std::unordered_map<JobId, Attempt> attempts_;
    OfferFiles offer_files_;
    OomKillWatch oom_watch_;
    OomClaims oom_claims_;
    std::vector<Victim> victims_;
    std::set<std::string> reported_; // what is told once
};

} // namespace docbuild
