// Finds the job of a document in a stage.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"

#include <optional>

namespace docbuild {

/// Borrows the plan, whose jobs are complete (their `after` need not be).
class JobTable {
  public:
    explicit JobTable(const Plan& plan);

    std::optional<JobId> job_of(std::size_t document, std::size_t stage) const;
    std::optional<std::size_t> document_named(std::string_view name) const;
    std::optional<std::size_t> stage_named(std::string_view name) const;
    std::span<const JobId> jobs_of_stage(std::size_t stage) const { return by_stage_[stage]; }
    /// The jobs of a document are numbered in a row: the first, and the one behind the last.
    std::size_t first_job(std::size_t document) const { return first_[document]; }
    std::size_t end_job(std::size_t document) const { return first_[document + 1]; }

  private:
    const Plan& plan_;
    std::vector<std::size_t> first_; // by document, and the number of jobs
    std::vector<std::vector<JobId>> by_stage_;
    std::unordered_map<std::string_view, std::size_t> documents_;
    std::unordered_map<std::string_view, std::size_t> stages_;
};

} // namespace docbuild
