// The interface to what is remembered between runs.
#pragma once

#include "lib/disk/input_set.hpp"
#include "lib/state/job_record.hpp"

#include <string>
#include <unordered_map>

namespace docbuild {

using JobRecords = std::unordered_map<std::string, JobRecord>; // by DOCUMENT:STAGE

class StateStore {
  public:
    virtual ~StateStore() = default;

    virtual JobRecords load() = 0;
    /// The input files of the job's last success; empty if not known.
    virtual std::optional<InputSet> inputs_of(const std::string& job) = 0;

    /// One transaction each. `inputs` null: the stored files are kept.
    virtual void save(const std::string& job, const JobRecord& record, const InputSet* inputs) = 0;
    /// Writes the record before returning, even within a batch; the stored files are kept.
    virtual void save_at_once(const std::string& job, const JobRecord& record) = 0;
    virtual void forget(const std::string& job) = 0;
    /// Saves between these two are written as one transaction at the end.
    virtual void begin_batch() = 0;
    virtual void end_batch() = 0;
    /// Called at the end of a run: retries failed saves, and removes records that would make a
    /// stale job look up to date.
    virtual void retry_lost_writes() = 0;
};

} // namespace docbuild
