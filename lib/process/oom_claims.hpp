// Which builder a kill for want of memory is put down to, where several run at once.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/process/oom_kills.hpp"

#include <unordered_map>

namespace docbuild {

/// The kernel tells how many processes it killed, not which. So each builder that ended by SIGKILL,
/// or failed otherwise, claims one of the kills since its start, and that one is no other builder's
/// any more. Of builders that end together, those that ended by SIGKILL should be asked about
/// first.
class OomClaims {
  public:
    /// `before` is read when the builder starts, or not long before.
    void started(JobId job, OomKillCounts before) { before_[job] = std::move(before); }

    /// Whether there is a kill that the builder can claim, which it then does; empty where nothing
    /// could be read. `now` is read after its end was known.
    std::optional<bool> killed(JobId job, const OomKillCounts& now);

    /// The same for a builder that failed otherwise, perhaps because a program of its was killed: a
    /// kill in another control group is then not its own.
    std::optional<bool> failed(JobId job, const OomKillCounts& now);

    void ended(JobId job) { before_.erase(job); }

  private:
    using Rose = std::optional<bool>(const OomKillCounts& before, const OomKillCounts& after);
    std::optional<bool> claim(JobId job, const OomKillCounts& now, Rose& rose);

    std::unordered_map<JobId, OomKillCounts> before_;
};

} // namespace docbuild
