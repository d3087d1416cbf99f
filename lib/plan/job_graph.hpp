// Makes the jobs of a plan and what each comes after.
#pragma once

#include "lib/plan/plan.hpp"
#include "lib/text/error.hpp"

namespace docbuild {

/// Fills `jobs` and `job_named` from the documents and stages.
void make_jobs(Plan& plan);

/// Fills `barriers`, and each job's `after` and `after_all`; a problem for each need and after that
/// names nothing.
void connect_jobs(Plan& plan, std::vector<Problem>& problems);

/// A list in force for a rule's documents in a stage (the override's or the stage's), and its
/// pointer; null: none.
struct ListInForce {
    const std::vector<std::string>* entries = nullptr;
    std::string pointer;
};
ListInForce list_in_force(const DocumentRule& rule, const Stage& stage,
                          std::optional<std::vector<std::string>> StageKeys::*key,
                          std::string_view name);
ListInForce after_of(const DocumentRule& rule, const Stage& stage);

} // namespace docbuild
