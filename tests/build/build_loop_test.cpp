// Builds random plans with builders that are no processes, under a simulated clock, by seed.
#include "lib/build/build_loop.hpp"
#include "lib/plan/planner.hpp"

#include "lib/build/scheduled_plan.hpp"
#include "lib/manifest/manifest_loader.hpp"
#include "tests/build/fake_launcher.hpp"
#include "tests/examine/examined_project.hpp"
#include "tests/seeds.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace docbuild;

namespace {

/// What people do to a run, in rates and times.
struct People {
    double loud = 0; // builders whose log exceeds its limit, perhaps twice
    std::vector<Duration> pauses;
    std::vector<Duration> stops;
    double asks = 0; // requests for the status
};

struct RunOptions {
    unsigned slots = 1;
    bool keep_going = false;
    bool rebuild = false;
    std::vector<JobRules> rules; // by job
    BuilderTrouble trouble;
    People people;
};

/// What a run told, checked against the order that every report relies on.
class Record : public Reporter {
  public:
    struct Told {
        std::map<std::string, Outcome> outcomes; // of jobs that will not be retried
        std::map<std::string, unsigned> running;
        std::optional<RunFinished> finished;
        bool in_order = true;
    };
    Record(Told& told, const Plan& plan) : told_(told), plan_(plan) {}

    void job_started(Duration, const JobStarted& event) override {
        told_.in_order &= !told_.finished && !told_.outcomes.contains(event.job.text());
        told_.in_order &= may_start(event.job);
        told_.in_order &= ++told_.running[event.job.text()] == 1;
    }
    void job_finished(Duration, const JobFinished& event) override {
        told_.running[event.job.text()] = 0;
        if (!event.will_retry) {
            end(event.job.text(), event.outcome);
        }
    }
    void job_skipped(Duration, const JobSkipped& event) override {
        told_.in_order &= told_.running[event.job.text()] == 0;
        end(event.job.text(), event.outcome);
    }
    void run_finished(Duration, const RunFinished& event) override {
        told_.in_order &= !told_.finished;
        told_.finished = event;
    }

  private:
    void end(const std::string& job, Outcome outcome) {
        told_.in_order &= !told_.finished && told_.outcomes.emplace(job, outcome).second;
    }

    /// All its predecessors have succeeded, and all jobs of its barriers have ended.
    bool may_start(const JobName& name) const {
        const Job& job = plan_.jobs[index(plan_.job_named.at(name.text()))];
        const auto outcome_of = [this](JobId before) {
            const auto found = told_.outcomes.find(plan_.name_of(before).text());
            return found == told_.outcomes.end() ? std::nullopt : std::optional(found->second);
        };
        const auto has_succeeded = [&](JobId before) {
            return is_success(outcome_of(before).value_or(Outcome::failed));
        };
        const auto has_ended = [&](JobId before) { return outcome_of(before).has_value(); };
        return std::all_of(job.after.begin(), job.after.end(), has_succeeded) &&
               std::all_of(job.after_all.begin(), job.after_all.end(), [&](BarrierId barrier) {
                   const auto& members = plan_.barriers[index(barrier)].jobs;
                   return std::all_of(members.begin(), members.end(), has_ended);
               });
    }

    Told& told_;
    const Plan& plan_;
};

std::string random_manifest(SimulatedWorld& world) {
    std::string stages;
    const std::size_t stage_count = 1 + world.below(3);
    for (std::size_t i = 0; i < stage_count; ++i) {
        const std::string after = i == 0                 ? ""
                                  : world.by_chance(0.5) ? fmt::format("\"s{}\"", i - 1)
                                  : world.by_chance(0.5) ? fmt::format("\"s{}:*\"", i - 1)
                                                         : "";
        stages += fmt::format(R"({}"s{}": {{"command": ["true"], "after": [{}]}})",
                              i == 0 ? "" : ", ", i, after);
    }
    std::string documents;
    const std::size_t document_count = 1 + world.below(10);
    for (std::size_t i = 0; i < document_count; ++i) {
        const std::string needs =
            i > 0 && world.by_chance(0.3) ? fmt::format("\"d{}\"", world.below(i)) : "";
        documents += fmt::format(R"({}{{"name": "d{}", "source": "source", "needs": [{}]}})",
                                 i == 0 ? "" : ", ", i, needs);
    }
    return fmt::format(R"({{"docbuild": 1, "stages": {{{}}}, "documents": [{}]}})", stages,
                       documents);
}

double rate(SimulatedWorld& world, double most) {
    return world.by_chance(0.5) ? 0 : most * static_cast<double>(world.below(100)) / 100;
}

std::vector<Duration> times(SimulatedWorld& world, std::size_t most) {
    std::vector<Duration> times;
    for (std::size_t count = world.below(most + 1); count > 0; --count) {
        times.push_back(world.time_up_to(30s));
    }
    return times;
}

constexpr Duration longest_grace = 5s;

RunOptions random_options(SimulatedWorld& world, std::size_t jobs) {
    RunOptions options;
    options.slots = static_cast<unsigned>(1 + world.below(8));
    options.keep_going = world.by_chance(0.5);
    options.rebuild = world.by_chance(0.3);
    for (std::size_t i = 0; i < jobs; ++i) {
        JobRules rules;
        rules.timeout = world.by_chance(0.3) ? std::optional(world.time_up_to(10s)) : std::nullopt;
        rules.grace = world.time_up_to(longest_grace);
        rules.retries = static_cast<unsigned>(world.below(3));
        rules.slots = static_cast<unsigned>(world.by_chance(0.2) ? 1 + world.below(10) : 1);
        rules.log_limit = Bytes{1000};
        options.rules.push_back(rules);
    }
    BuilderTrouble& trouble = options.trouble;
    if (world.by_chance(0.5)) {
        trouble.most_room = static_cast<unsigned>(world.below(options.slots + 2));
    }
    trouble.refused = world.by_chance(0.1) ? 1 : rate(world, 0.2);
    trouble.late = rate(world, 1);
    trouble.fails = rate(world, 0.4);
    trouble.crashes = rate(world, 0.2);
    trouble.deaf = rate(world, 0.5);
    trouble.given_up = rate(world, 0.2);
    trouble.stopped = rate(world, 0.3);
    options.people.loud = rate(world, 0.3);
    options.people.pauses = times(world, 2);
    options.people.stops = world.by_chance(0.5) ? times(world, 3) : std::vector<Duration>{};
    options.people.asks = 0.01;
    return options;
}

/// One run of the loop with all that it stands on, but builders, time and people.
class SimulatedBuild {
  public:
    SimulatedBuild(SimulatedWorld& world, const Plan& plan, StateStore& store,
                   const Directories& directories, RunOptions options)
        : world_(world), plan_(plan), options_(std::move(options)),
          commands_(plan, directories, {{"PATH", "/usr/bin:/bin"}}, options_.slots),
          examiner_(commands_, store), attempts_(plan, commands_, examiner_,
                                                 {{directories.build},
                                                  options_.rules,
                                                  "docbuild ",
                                                  [](const auto&, const auto&, const auto&) {},
                                                  [](const auto&) {},
                                                  [](const auto&) {}}),
          leftovers_({world.clock(), table_, "simulated", "", [] {},
                      [this](const Warning& warning) { events_.tell(warning); }},
                     reaper_),
          loop_({surroundings(), world.clock(), events_, plan, examiner_, attempts_, leftovers_,
                 store, launcher(), [](const JobName&) { return std::string(); }, options_.rebuild},
                scheduler()) {
        events_.add(std::make_unique<Record>(told_, plan_));
    }

    void run() {
        act();
        const int exit = loop_.run();
        CHECK(exit == expected_exit());
        CHECK(told_.finished->exit == exit);
        CHECK(told_.in_order);
        CHECK(told_.outcomes.size() == plan_.jobs.size());
        CHECK(launcher_->living() == 0);
        CHECK_FALSE(launcher_->doubly_launched);
        CHECK(launcher_->most_at_once <= options_.slots);
        if (stopped_at_) {
            CHECK(world_.clock().now() - *stopped_at_ <= longest_stop);
        }
        check_state();
    }

  private:
    static constexpr Duration longest_stop = FakeLauncher::longest_start + longest_grace +
                                             FakeLauncher::longest_close + 4 * FakeLauncher::dying;

    LoopSurroundings surroundings() {
        return {[this] { return world_.poll(); },
                [this](std::optional<Instant> until) { return world_.wait(until); },
                [this] { world_.pass(world_.time_up_to(60s)); },
                [this](JobId job, int, Bytes) { watch_log(job); },
                [this](JobId job) { watched_.erase(job); }};
    }

    void watch_log(JobId job) {
        watched_[job] = ++last_watched_;
        for (int i = 0; i < 2 && world_.by_chance(options_.people.loud); ++i) {
            world_.in(world_.time_up_to(FakeLauncher::longest_life),
                      [this, job, number = last_watched_] {
                          const auto found = watched_.find(job);
                          if (found != watched_.end() && found->second == number) {
                              loop_.log_outgrown(job);
                          }
                      });
        }
    }

    std::unique_ptr<Launcher> launcher() {
        auto launcher = std::make_unique<FakeLauncher>(
            world_, options_.trouble, [this](const LauncherEvent& event) { loop_.handle(event); });
        launcher_ = launcher.get();
        return launcher;
    }

    Scheduler scheduler() const {
        const std::size_t jobs = plan_.jobs.size();
        return Scheduler(scheduled_jobs(plan_, std::vector<bool>(jobs, true), options_.rules,
                                        std::vector<Duration>(jobs)),
                         {options_.slots, options_.keep_going}, scheduled_barriers(plan_));
    }

    void act() {
        for (const Duration time : options_.people.pauses) {
            world_.by_people_in(time, [this] { loop_.pause(SIGTSTP); });
        }
        for (const Duration time : options_.people.stops) {
            world_.by_people_in(time, [this] {
                stopped_at_ = stopped_at_.value_or(world_.clock().now());
                loop_.stop(SIGTERM);
            });
        }
        if (world_.by_chance(options_.people.asks)) {
            world_.by_people_in(world_.time_up_to(10s), [this] { loop_.tell_status(); });
        }
    }

    int expected_exit() const {
        if (stopped_at_) {
            return 128 + SIGTERM;
        }
        return std::any_of(told_.outcomes.begin(), told_.outcomes.end(),
                           [](const auto& entry) { return is_failure(entry.second); })
                   ? 1
                   : 0;
    }

    /// The stored records match the reported events.
    void check_state() const {
        for (const auto& [name, outcome] : told_.outcomes) {
            const JobId job = plan_.job_named.at(name);
            const JobRecord& record = examiner_.record_of(job);
            if (outcome == Outcome::built || outcome == Outcome::up_to_date) {
                CHECK(record.success.has_value());
                for (const JobId before : plan_.jobs[index(job)].after) {
                    CHECK(is_success(told_.outcomes.at(plan_.name_of(before).text())));
                }
            } else if (is_failure(outcome)) {
                CHECK(record.last->outcome == outcome);
            }
        }
    }

    SimulatedWorld& world_;
    const Plan& plan_;
    RunOptions options_;
    JobCommands commands_;
    Examiner examiner_;
    Record::Told told_;
    EventStream events_{world_.clock()};
    boost::asio::io_context context_;
    Reaper reaper_{context_, world_.clock()};
    GuardTable table_;
    Attempts attempts_;
    Leftovers leftovers_;
    FakeLauncher* launcher_ = nullptr;
    std::map<JobId, unsigned> watched_;
    unsigned last_watched_ = 0;
    std::optional<Instant> stopped_at_; // by the run's clock
    BuildLoop loop_;
};

Plan plan_of(const std::string& manifest) {
    PlanResult result = make_plan(load_manifest(manifest, "docbuild.json").manifest,
                                  [](const std::string&) { return std::vector<std::string>(); });
    REQUIRE(result.problems.empty());
    return std::move(result.plan);
}

} // namespace

TEST_CASE("the loop ends and reports everything, whatever happens to its builders") {
    const TemporaryDirectory directory;
    directory.write("source/index.rst", "text\n");
    const Directories directories{directory / "", directory / "build"};
    const auto [first, last] = seeds(300);
    for (unsigned seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        SimulatedWorld arranged(seed);
        const Plan plan = plan_of(random_manifest(arranged));
        MemoryStore store;
        for (unsigned run = 0; run < 2; ++run) {
            CAPTURE(run);
            SimulatedWorld world(2 * seed + run);
            SimulatedBuild(world, plan, store, directories, random_options(world, plan.jobs.size()))
                .run();
        }
    }
}
