#include "lib/session/forecast.hpp"

#include "lib/plan/plan_graph.hpp"
#include "lib/plan/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace docbuild {

namespace {

bool may_build(Prospect prospect) {
    return prospect == Prospect::would_build || prospect == Prospect::may_follow;
}

/// Settles each job after what it comes after.
class Forecaster {
  public:
    Forecaster(Examiner& examiner, const std::vector<bool>& needed, bool rebuild)
        : examiner_(examiner), rebuild_(rebuild),
          settled_(with_needed(examiner.plan(), needed).needed) {
        result_.prospects.resize(needed.size(), Prospect::not_needed);
        result_.why.resize(needed.size());
    }

    Forecast of_all() {
        for (const JobId job : build_order(examiner_.plan())) {
            if (settled_[index(job)]) {
                forecast_job(job);
            }
        }
        return std::move(result_);
    }

  private:
    void forecast_job(JobId job) {
        if (rebuild_) {
            set(job, Prospect::would_build, "asked for by --rebuild");
            return;
        }
        const Examination examination = examiner_.examine(job);
        if (examination.is_stale) {
            set(job, Prospect::would_build, examination.reason);
            return;
        }
        set(job, Prospect::up_to_date, {});
        if (const auto before = first_that_may_build(examiner_.plan().jobs[index(job)])) {
            set(job, Prospect::may_follow,
                fmt::format("up to date, unless the outputs of {} change",
                            examiner_.plan().name_of(*before).text()));
        }
    }

    std::optional<JobId> first_that_may_build(const Job& job) {
        auto first = first_among(job.after);
        for (std::size_t i = 0; i < job.after_all.size() && !first; ++i) {
            const BarrierId barrier = job.after_all[i];
            const auto [known, is_new] = doubtful_.try_emplace(barrier);
            if (is_new) { // all of its jobs are settled
                known->second = first_among(examiner_.plan().barriers[index(barrier)].jobs);
            }
            first = known->second;
        }
        return first;
    }

    std::optional<JobId> first_among(const std::vector<JobId>& jobs) const {
        const auto found = std::find_if(jobs.begin(), jobs.end(), [&](JobId job) {
            return may_build(result_.prospects[index(job)]);
        });
        return found == jobs.end() ? std::nullopt : std::optional(*found);
    }

    void set(JobId job, Prospect prospect, std::string why) {
        result_.prospects[index(job)] = prospect;
        result_.why[index(job)] = std::move(why);
    }

    Examiner& examiner_;
    bool rebuild_;
    std::vector<bool> settled_;                          // and what they come after
    std::map<BarrierId, std::optional<JobId>> doubtful_; // the first of each that may be built
    Forecast result_;
};

} // namespace

Forecast forecast(Examiner& examiner, const std::vector<bool>& needed, bool rebuild) {
    return Forecaster(examiner, needed, rebuild).of_all();
}

} // namespace docbuild
