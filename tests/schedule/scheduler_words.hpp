// Drives a scheduler by events and shows its actions as short words.
#pragma once

#include "lib/schedule/scheduler.hpp"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace docbuild {

using namespace std::chrono_literals;

/// Writes actions as short words: `examine 0`, `start 1#2`, `finish 0 built`, `skip 2 skipped by
/// 0`.
struct InWords {
    std::ostringstream& out;
    void operator()(const action::Examine& it) const { out << "examine " << index(it.job); }
    void operator()(const action::Start& it) const {
        out << "start " << index(it.job) << "#" << it.attempt;
    }
    void operator()(const action::Signal& it) const {
        out << signal_name(it.signal) << " " << index(it.job);
    }
    void operator()(const action::Finish& it) const {
        out << "finish " << index(it.job) << " " << name_of(it.outcome)
            << (it.will_retry ? " again" : "");
    }
    void operator()(const action::Skip& it) const {
        out << "skip " << index(it.job) << " " << name_of(it.outcome);
        if (it.because_of) {
            out << " by " << index(it.because_of->job);
        }
    }
    void operator()(const action::SlotsReduced& it) const { out << "slots " << it.slots; }
};

/// A scheduler whose examinations all say "stale", under a clock that the test moves.
class Drive {
  public:
    Drive(std::vector<ScheduledJob> jobs, SchedulerRules rules,
          const std::vector<ScheduledBarrier>& barriers = {})
        : scheduler_(std::move(jobs), rules, barriers) {}

    std::string tell(const SchedulerEvent& event) {
        std::ostringstream out;
        std::vector<SchedulerEvent> events{event};
        for (std::size_t i = 0; i < events.size(); ++i) {
            for (const Action& action : scheduler_.handle(events[i], now)) {
                if (const auto* examine = std::get_if<action::Examine>(&action)) {
                    events.emplace_back(event::Examined{examine->job, !fresh});
                    continue;
                }
                out << (out.tellp() > 0 ? ", " : "");
                std::visit(InWords{out}, action);
            }
        }
        return out.str();
    }
    std::string begin() { return tell(event::Begin{}); }
    std::string exits(unsigned job, int status = 0) {
        return tell(event::Ended{JobId(job), Exited{status}, {}});
    }
    std::string dies(unsigned job, int signal, Findings findings = {}) {
        return tell(event::Ended{JobId(job), Signalled{signal}, std::move(findings)});
    }

    Instant now{};
    bool fresh = false;
    Scheduler scheduler_;
};

inline ScheduledJob job(std::vector<JobId> after = {}, Duration expected = 1s) {
    ScheduledJob job;
    job.after = std::move(after);
    job.expected = expected;
    job.grace = 10s;
    return job;
}

inline ScheduledJob behind(BarrierId barrier, std::vector<JobId> after = {}) {
    ScheduledJob late = job(std::move(after));
    late.after_all = {barrier};
    return late;
}

/// Of the first two jobs of a list.
const std::vector<ScheduledBarrier> of_two = {{{JobId(0), JobId(1)}}};

} // namespace docbuild
