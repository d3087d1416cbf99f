// Finds jobs that failed for one and the same reason, so that it is told in full only once.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"

#include <map>
#include <string>

namespace docbuild {

/// What the verdict says of why the job failed: the same text for the same reason. Empty where the
/// reason may be the job's own, as with a crash, a time limit, or a builder that said nothing.
std::string reason_of_failure(const JobFinished& event);

class SameFailures {
  public:
    /// The job that failed first for the reason for which this one has failed; null if this is the
    /// first, or has not failed for good.
    const JobName* first_like(const JobFinished& event);

  private:
    std::map<std::string, JobName> first_; // by reason
};

} // namespace docbuild
