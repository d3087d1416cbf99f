// The seam to what is remembered between runs.
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
    /// The files of the job's last success; empty where none are known.
    virtual std::optional<InputSet> inputs_of(const std::string& job) = 0;

    /// One transaction each. `inputs` null: the files stay as they are.
    virtual void save(const std::string& job, const JobRecord& record, const InputSet* inputs) = 0;
    /// Also within a batch: the record is written when this returns, the files stay as they are.
    virtual void save_at_once(const std::string& job, const JobRecord& record) = 0;
    virtual void forget(const std::string& job) = 0;
    /// Between these, saves wait for the end, and are one transaction then.
    virtual void begin_batch() = 0;
    virtual void end_batch() = 0;
    /// At the end of a run: tries once more to save what could not be saved, and lets nothing stay
    /// that would call a job up to date which is not.
    virtual void retry_lost_writes() = 0;
};

} // namespace docbuild
