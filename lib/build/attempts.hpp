// What is known about each job's current attempt, from its preparation to the event that reports
// its end.
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
    int process = 0; // 0: not running
    PreparedCommand prepared;
    Snapshot snapshot;
    BuilderLog log;
    Ending ending;
    Usage usage;
    Findings findings;
    std::vector<LeakedProcess> leaked;
    bool was_killed = false;         // by docbuild
    Reason why_ended = Reason::none; // set if docbuild ended it
    Bytes log_limit;
    std::string log_restored;               // note about a log that was missing from its place
    std::vector<std::string> beside;        // jobs running when memory ran out
    std::vector<std::string> depfile_paths; // absolute
    std::string written; // where the builder lists the files it writes; empty: nowhere
};

class Attempts {
  public:
    struct AttemptServices {
        BuildPaths paths;
        const std::vector<JobRules>& rules; // by job index
        std::string again;                  // command line to which a job's name is appended
        /// Called with what a job of a `sphinx` stage imported.
        std::function<void(const std::string& interpreter, const std::string& stage,
                           const std::vector<std::string>& modules)>
            learn;
        std::function<void(const std::string&)> warn;
        std::function<void(const std::string&)> mention; // messages shown only with -v
        bool preloads = true;
    };

    Attempts(const Plan& plan, JobCommands& commands, Examiner& examiner, AttemptServices services)
        : plan_(plan), commands_(commands), examiner_(examiner), services_(std::move(services)),
          offer_files_(services_.paths.build) {}

    /// Prepares everything for a builder. Returns the request, which borrows from the attempt, or
    /// why preparing failed.
    std::variant<BuilderRequest, FailedToStart> begin(JobId job, unsigned number,
                                                      bool without_preload);

    const Attempt& started(JobId job, int process, bool is_preloaded);
    /// docbuild is about to end the builder with a signal, with SIGKILL, or because its log
    /// exceeded its limit.
    void ended_for(JobId job, Reason why) { attempts_.at(job).why_ended = why; }
    void killed(JobId job) { attempts_.at(job).was_killed = true; }
    void log_outgrown(JobId job) { attempts_.at(job).findings.log_limit_exceeded = true; }
    /// Inspects what the builder left behind. Call it before notifying the scheduler.
    const Attempt& ended(JobId job, const Ending& ending, const Usage& usage);

    void leaked(JobId job, std::vector<LeakedProcess> processes) {
        attempts_.at(job).leaked = std::move(processes);
    }

    /// Records the attempt in the state and returns the event, with everything a verdict needs.
    JobFinished finish(JobId job, Outcome outcome, bool will_retry,
                       const MissingJobs::List& missing);

    /// The jobs with a running builder, in job order.
    std::vector<JobId> running() const;
    const Attempt& of(JobId job) const { return attempts_.at(job); }

  private:
    /// Jobs whose builder was killed because memory ran out, with when that was noticed.
    struct Victim {
        std::string job;
        Instant seen;
    };

    std::vector<std::string> names_of_running_except(JobId job) const;
    void look_for_lack_of_memory(JobId job, Attempt& attempt);
    void tidy_log(Attempt& attempt) const;
    std::optional<FailedToStart> set_up_sphinx(JobId job, const BuilderCommand& command,
                                               const InputSet& inputs);
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
    std::set<std::string> reported_; // messages that are shown only once
};

} // namespace docbuild
