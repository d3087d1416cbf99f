// The graph of all jobs of a manifest: which there are, and what each comes after.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/manifest/document_name.hpp"
#include "lib/manifest/manifest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace docbuild {

struct Document {
    std::string name;
    std::string source; // as written or derived from `match`, relative to the manifest's directory
                        // or absolute
    std::uint32_t rule = 0; // index in Manifest::documents
};

/// All jobs of a stage, where some `after` says `STAGE:*`. What comes after a barrier waits until
/// each of them has ended, however that was. Naming it takes one entry, however many jobs it has.
struct Barrier {
    std::uint32_t stage = 0; // index in Manifest::stages
    std::vector<JobId> jobs; // sorted
};

struct Job {
    std::uint32_t document = 0;       // index in Plan::documents
    std::uint32_t stage = 0;          // index in Manifest::stages
    std::vector<JobId> after;         // these must succeed; sorted, unique
    std::vector<BarrierId> after_all; // sorted, unique; what is of the same document is in `after`
};

/// The keys in force for a job: the stage's own, or, where the document overrides any, a copy with
/// these on top.
class KeysInForce {
  public:
    explicit KeysInForce(const StageKeys& of_stage) : of_stage_(&of_stage) {}
    explicit KeysInForce(StageKeys&& merged) : merged_(std::move(merged)) {}

    bool are_overridden() const { return merged_.has_value(); }
    const StageKeys& operator*() const { return merged_ ? *merged_ : *of_stage_; }
    const StageKeys* operator->() const { return &**this; }

  private:
    const StageKeys* of_stage_ = nullptr;
    std::optional<StageKeys> merged_;
};

struct Plan {
    Manifest manifest;
    std::vector<Document> documents;
    std::vector<Job> jobs;
    std::vector<Barrier> barriers;                    // one for each stage that a `STAGE:*` names
    std::unordered_map<std::string, JobId> job_named; // by `DOCUMENT:STAGE`

    JobName name_of(JobId job) const;
    /// Borrows from the plan.
    KeysInForce keys_of(JobId job) const;
    /// Whether the job comes after all jobs of `stage`.
    bool is_after_all_of(const Job& job, std::uint32_t stage) const;
};

} // namespace docbuild
