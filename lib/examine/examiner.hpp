// Finds out whether a job is up to date, and why not; records how it was built. The rules are those
// of design, section 8.
#pragma once

#include "lib/command/job_commands.hpp"
#include "lib/event/job_name.hpp"
#include "lib/event/remains.hpp"
#include "lib/examine/job_files.hpp"
#include "lib/examine/upstream.hpp"
#include "lib/examine/written_files.hpp"
#include "lib/host/program_files.hpp"
#include "lib/state/state_store.hpp"

#include <optional>
#include <unordered_map>
#include <vector>

namespace docbuild {

struct Examination {
    bool is_stale = true;
    std::string reason; // why it is built, in one line; empty when it is up to date
    /// The files for which alone it is built twice in a row, as they changed while its own builder
    /// ran; empty: that is not so.
    std::vector<std::string> own_files{};
};

/// What a builder is about to read, looked at before it starts.
struct Snapshot {
    std::vector<std::string> words;
    InputSet inputs;
    InputSet dependencies; // those that the depfile named last time
    std::int64_t started =
        0; // the file system's time in nanoseconds; files changed later are not covered
    WrittenFiles written{}; // what the builder reports of it, when it has ended
};

class Examiner {
  public:
    Examiner(JobCommands& commands, StateStore& store);

    /// From now on reasons name files by paths that open from `directory`, which is absolute,
    /// instead of from each job's source directory.
    void name_files_from(std::string directory) { stands_in_ = std::move(directory); }

    /// All that the job comes after must have ended. Where only times changed, the record is
    /// renewed.
    Examination examine(JobId job);

    /// `started` is the modification time of a file made just now.
    Snapshot snapshot(JobId job, const PreparedCommand& prepared, std::int64_t started);
    /// Until the attempt's end is recorded it counts as cancelled, in case docbuild does not live
    /// to see it.
    void record_start(JobId job);
    /// `depfile_paths`: what the builder said it read, absolute.
    void record_success(JobId job, const PreparedCommand& prepared, Snapshot snapshot,
                        std::vector<std::string> depfile_paths, const AttemptRecord& attempt,
                        MissingBefore missing = {});
    void record_failure(JobId job, const AttemptRecord& attempt);

    /// The job has ended in this run, and not well: what comes after it all the same is built from
    /// what is there, and again once that differs.
    void forget_outputs(JobId job) { upstream_.forget(job); }
    /// What is there of such a job.
    Remains remains_of(JobId job);

    /// As JobFiles::first_missing_output.
    std::string first_missing_output(const BuilderCommand& command) const {
        return files_.first_missing_output(command);
    }

    /// The job's inputs as they are now, the program's file among them.
    std::vector<FileState> current_inputs(JobId job, const PreparedCommand& prepared);

    const JobRecord& record_of(JobId job) const { return records_[index(job)]; }
    const Plan& plan() const { return commands_.plan(); }

  private:
    /// What of a record is to be written anew, as times alone changed.
    struct Renewal {
        bool is_due = false;
        std::optional<InputSet> inputs;
    };
    std::string why_stale(JobId job, const PreparedCommand& prepared, Renewal& renewal);
    std::string inputs_reason(JobId job, const PreparedCommand& prepared, Renewal& renewal);
    std::string outputs_reason(JobId job, const PreparedCommand& prepared, Renewal& renewal);
    std::string upstream_reason(JobId job);
    std::string shown(const std::string& path, const std::string& source) const;
    std::vector<Change> shown(std::vector<Change> changes, const std::string& source) const;
    InputSet inputs_of(JobId job, const PreparedCommand& prepared, Snapshot snapshot,
                       const std::vector<std::string>& depfile_paths) const;
    void add_own_files(const PreparedCommand& prepared, const WrittenFiles& written,
                       InputSet& inputs) const;
    void note_own_files(JobId job, const std::vector<Change>& changes, const InputSet& now);
    InputSet settled_inputs(const PreparedCommand& prepared, std::vector<FileState> files,
                            const InputSet& known);
    const OwnDirectories& own() const { return commands_.own(); }
    Digest upstream_digest(JobId job);
    void note_output(JobId job);
    bool is_good(JobId job) const;
    void forget_what_was_missing(JobId job, Renewal& renewal);
    Digest made_of(JobId job, const PreparedCommand& prepared, const InputSet& inputs);
    void keep(JobId job, JobRecord record);
    std::string name_of(JobId job) const { return plan().name_of(job).text(); }

    JobCommands& commands_;
    StateStore& store_;
    JobFiles files_;
    ProgramFiles programs_;
    std::string stands_in_; // empty: in each source directory
    std::vector<JobRecord> records_;
    /// What a job is built for in this run, where that is nothing but files which changed while its
    /// own builder ran.
    std::unordered_map<JobId, std::vector<std::string>> own_files_;
    Upstream upstream_;
    std::unordered_map<JobId, Digest> attempted_; // AttemptRecord::from of those that are built now
    std::uint64_t sequence_ = 0;
};

} // namespace docbuild
