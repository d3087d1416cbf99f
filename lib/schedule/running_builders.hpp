// The running builders, with their slots and deadlines.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/outcome.hpp"
#include "lib/schedule/scheduled_job.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <span>
#include <vector>

namespace docbuild {

struct RunningBuilder {
    JobId job;
    unsigned slots = 1;
    Reason sent = Reason::none; // why docbuild signalled the builder
    bool killed = false;
    std::optional<Instant> deadline; // end of the time limit, or of the grace period once signalled
};

class RunningBuilders {
  public:
    void add(const RunningBuilder& running);
    void remove(JobId job);
    /// Null if the job is not running. Valid until the next `add` or `remove`.
    RunningBuilder* find(JobId job);

    /// After the limit rose to `slots`, gives jobs running on fewer slots than they asked for their
    /// share.
    void widen(std::span<const ScheduledJob> jobs, unsigned slots);
    /// Moves all deadlines back by `pause`.
    void postpone(Duration pause);

    std::optional<Instant> next_deadline() const;
    unsigned used_slots() const;

    bool empty() const { return running_.empty(); }
    std::size_t size() const { return running_.size(); }
    auto begin() { return running_.begin(); }
    auto end() { return running_.end(); }
    const RunningBuilder& front() const { return running_.front(); }

  private:
    std::vector<RunningBuilder> running_; // in start order
};

} // namespace docbuild
