// What the jobs that one comes after have yielded, as one digest: a sum of terms, one for each of
// them, so that neither the order of the manifest counts nor how many jobs a barrier has.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/plan.hpp"
#include "lib/text/digest.hpp"

#include <optional>
#include <vector>

namespace docbuild {

/// A job's share in the digests of what comes after it.
Digest upstream_term(const std::string& job, const Digest& outputs);

class Upstream {
  public:
    /// Borrows the plan. At first no job's term is known.
    explicit Upstream(const Plan& plan);

    /// `changed`: when the job's outputs became what they are (SuccessRecord::outputs_changed).
    void set(JobId job, const Digest& term, std::uint64_t changed = 0);
    /// The term is not known any more.
    void forget(JobId job);
    const Digest& term_of(JobId job) const { return terms_[index(job)]; }

    /// The jobs that `job` comes after and whose terms are not known.
    std::vector<JobId> unknown_before(JobId job) const;

    /// To be asked when `unknown_before` is empty.
    Digest digest_of(JobId job) const;

    /// A job before `job` whose outputs changed later than that.
    std::optional<JobId> changed_after(JobId job, std::uint64_t sequence) const;

  private:
    struct OfBarrier {
        Digest sum;
        std::size_t unknown = 0; // how many of its jobs
        JobId latest{};          // whose outputs changed last
    };
    OfBarrier* barrier_with(JobId job);
    void set_known(JobId job, bool is_known);

    const Plan& plan_;
    std::vector<Digest> terms_;
    std::vector<bool> is_known_;
    std::vector<std::uint64_t> changed_;
    std::vector<OfBarrier> barriers_;
    std::vector<std::optional<BarrierId>> barrier_of_stage_;
};

} // namespace docbuild
