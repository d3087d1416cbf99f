// Remembers unsuccessful jobs, for jobs that come after them by `STAGE:*` and are built anyway.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/examine/examiner.hpp"

#include <string>
#include <vector>

namespace docbuild {

class MissingJobs {
  public:
    /// Borrows the examiner.
    explicit MissingJobs(Examiner& examiner);

    /// The job has ended unsuccessfully in this run.
    void note(JobId job, Outcome outcome);

    struct List {
        std::vector<MissingJob> first;
        std::size_t more = 0; // not listed in `first`
    };
    /// What the job is built without.
    List before(JobId job);

  private:
    struct Ended {
        JobId job;
        Outcome outcome;
        std::optional<Remains> remains; // determined when first needed
    };
    struct OfBarrier {
        std::vector<Ended> first;
        std::size_t more = 0;
    };
    Examiner& examiner_;
    std::vector<OfBarrier> barriers_;
};

} // namespace docbuild
