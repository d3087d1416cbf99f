// Which builder a kill for want of memory is put down to, where several run at once.
// It does not know where the kills are counted, nor when they are read.
#pragma once

#include "lib/core/oom_kills.hpp"
#include "lib/core/plan.hpp"

#include <unordered_map>

namespace docbuild {

/// The kernel tells how many processes it killed, not which. So each builder that ended by SIGKILL
/// claims one of the kills since its start, and that one is no other builder's any more.
class OomClaims {
  public:
    /// `before` is read when the builder starts, or not long before.
    void started(JobId job, OomKillCounts before) { before_[job] = std::move(before); }

    /// Whether there is a kill that the builder can claim, which it then does; empty where nothing
    /// could be read. `now` is read after its end was known.
    std::optional<bool> killed(JobId job, const OomKillCounts& now);

    void ended(JobId job) { before_.erase(job); }

  private:
    std::unordered_map<JobId, OomKillCounts> before_;
};

} // namespace docbuild
