// Ends what builders leave running: SIGTERM, the job's grace period, SIGKILL.
// It knows processes and jobs only, not what starts builders, nor who is told.
//
// Where docbuild adopts the orphans among its descendants (Linux), all that a builder leaves is
// found, in whatever group or session: its process group or its tag says whose it was. Elsewhere
// the builder's group alone is known, and asked again and again while something lives in it.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/guard/stray_search.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/process/guard_table.hpp"
#include "lib/process/run_clock.hpp"
#include "lib/text/units.hpp"

#include <functional>
#include <list>
#include <map>
#include <set>
#include <unordered_map>

namespace docbuild {

class Leftovers {
  public:
    struct Parts {
        const RunClock& clock;
        GuardTable& table;
        std::string run;                      // tags the run's processes, see builder_tag
        std::string outer;                    // docbuild's own tag, where it is a builder itself
        std::function<void()> before_builder; // called before each is started
        std::function<void(const Warning&)> warn;
    };

    Leftovers(Parts parts, const Reaper& reaper);

    /// Adds to the request what the builder, `job` in words, is found by.
    void prepare(BuilderRequest& request, const std::string& job);
    void started(JobId job, pid_t process);
    /// It was not started after all.
    void failed(JobId job);
    /// The builder's group has had a signal: what is still there when the builder ends is no
    /// surprise.
    void signalled(JobId job);
    /// What is in the group is nobody's, and ends by itself.
    void ends_by_itself(pid_t group) { other_groups_.insert(group); }

    /// To be called as soon as the builder has ended. What it left, which has had SIGTERM; that is
    /// also told as a warning.
    std::vector<LeakedProcess> ended(JobId job);

    /// Looks again at what is left: to be called when `next_look` says, and when the last builder
    /// has ended.
    void look();
    /// A child has ended that is no builder.
    void orphan_ended();
    std::optional<Instant> next_look() const;

    /// SIGKILL to all that is left, at once.
    void kill();

    bool are_gone() const;

  private:
    struct Member {
        ProcessStat stat;
        bool was_asked = false; // it has had SIGTERM
        bool is_seen = true;
    };
    /// A builder with all that comes from it; where `job` is empty, what comes from nobody knows
    /// whom.
    struct Family {
        std::string job;
        Duration grace{};
        pid_t group = 0; // 0: none, or none yet
        GuardedGroup* guarded = nullptr;
        bool is_running = false; // the builder itself
        bool was_signalled = false;
        bool is_told = false;
        bool is_given_up = false;
        Instant kill_at{};
        std::map<pid_t, Member> members; // besides the builder, where the system tells
        std::vector<LeakedProcess> leaked;

        bool is_left() const { return !is_running && !is_given_up; }
    };
    using Families = std::list<Family>;

    void update();
    void sort_out(const std::vector<Stray>& strays);
    Family* family_of(const Stray& stray, Family* of_parent);
    Family& family_named(const std::string& job);
    bool lives(const Family& family) const;
    bool ends_soon(const Family& family) const;
    void end(Family& family);
    void signal(Family& family, int signal);
    void tell(Family& family);
    void remove_gone();
    void remove(Families::iterator family);

    Parts parts_;
    StraySearch search_;
    bool sees_strays_ = false;        // the search works
    bool has_other_children_ = false; // from before the run: theirs cannot be told from ours
    bool kills_at_once_ = false;
    Instant looked_at_{};
    Duration longest_grace_{};
    Families families_;
    std::set<pid_t> other_groups_; // that end by themselves
    std::unordered_map<JobId, Families::iterator> running_;
};

} // namespace docbuild
