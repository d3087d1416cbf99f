// Finds jobs that failed for the same reason, so that it is shown in full only once.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"

#include <map>
#include <string>

namespace docbuild {

/// The verdict's reason for the failure: the same text for the same reason. Empty if the reason may
/// be specific to the job, as with a crash, a time limit, or a builder without output.
std::string reason_of_failure(const JobFinished& event);

class SameFailures {
  public:
    /// The first job that failed for the same reason as this one; null if this is the first or will
    /// be retried.
    const JobName* first_like(const JobFinished& event);

  private:
    std::map<std::string, JobName> first_; // by reason
};

} // namespace docbuild
