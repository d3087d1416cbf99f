#include "lib/run/forecast.hpp"

#include <fmt/format.h>

#include <optional>

namespace docbuild {

namespace {

bool may_build(Prospect prospect) {
    return prospect == Prospect::would_build || prospect == Prospect::may_follow;
}

/// Settles jobs after what they come after.
class Forecaster {
  public:
    Forecaster(Examiner& examiner, const std::vector<bool>& needed, bool rebuild)
        : examiner_(examiner), needed_(needed), rebuild_(rebuild), is_settled_(needed.size()) {
        result_.prospects.resize(needed.size(), Prospect::not_needed);
        result_.why.resize(needed.size());
    }

    Forecast of_all() {
        for (std::size_t i = 0; i < needed_.size(); ++i) {
            if (needed_[i] && !is_settled_[i]) {
                settle_with_all_before(JobId(i));
            }
        }
        return std::move(result_);
    }

  private:
    void settle_with_all_before(JobId last) {
        std::vector<JobId> open = {last};
        while (!open.empty()) {
            const JobId job = open.back();
            if (const auto before = unsettled_before(job)) {
                open.push_back(*before);
                continue;
            }
            open.pop_back();
            settle(job);
        }
    }

    std::optional<JobId> unsettled_before(JobId job) const {
        for (const JobId before : examiner_.plan().jobs[index(job)].after) {
            if (!is_settled_[index(before)]) {
                return before;
            }
        }
        return std::nullopt;
    }

    void settle(JobId job) {
        is_settled_[index(job)] = true;
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
        for (const JobId before : examiner_.plan().jobs[index(job)].after) {
            if (may_build(result_.prospects[index(before)])) {
                set(job, Prospect::may_follow,
                    fmt::format("up to date, unless the outputs of {} change",
                                examiner_.plan().name_of(before).text()));
                return;
            }
        }
    }

    void set(JobId job, Prospect prospect, std::string why) {
        result_.prospects[index(job)] = prospect;
        result_.why[index(job)] = std::move(why);
    }

    Examiner& examiner_;
    const std::vector<bool>& needed_;
    bool rebuild_;
    std::vector<bool> is_settled_;
    Forecast result_;
};

} // namespace

Forecast forecast(Examiner& examiner, const std::vector<bool>& needed, bool rebuild) {
    return Forecaster(examiner, needed, rebuild).of_all();
}

} // namespace docbuild
