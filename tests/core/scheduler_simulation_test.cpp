// Drives the scheduler through random graphs, durations and failures under a simulated clock, by
// seed.
#include "lib/core/scheduler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <queue>
#include <random>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

struct World {
    std::vector<ScheduledJob> jobs;
    std::vector<Duration> durations;
    unsigned slots = 1;
    bool keep_going = false;
    double failure_rate = 0;
};

/// Carries out actions against a clock of its own and checks every promise as it goes.
class Simulation {
  public:
    Simulation(const World& world, unsigned seed)
        : world_(world), random_(seed), scheduler_(world.jobs, {world.slots, world.keep_going}),
          ended_(world.jobs.size(), false), succeeded_(world.jobs.size(), false) {}

    void run() {
        tell(event::Begin{});
        while (!scheduler_.is_done()) {
            REQUIRE_FALSE(running_.empty());
            const auto next = running_.top();
            running_.pop();
            const auto deadline = scheduler_.next_deadline();
            if (deadline && *deadline < next.at) {
                running_.push(next);
                now_ = *deadline;
                tell(event::Tick{});
                continue;
            }
            now_ = next.at;
            used_ -= slots_of(next.job);
            const bool fails = chance_(random_) < world_.failure_rate;
            const Ending ending = killed_[index(next.job)] ? Ending(Signalled{SIGKILL})
                                                           : Ending(Exited{fails ? 1 : 0});
            tell(event::Ended{next.job, ending, {}});
        }
        CHECK(running_.empty());
        CHECK(std::count(ended_.begin(), ended_.end(), true) ==
              static_cast<std::ptrdiff_t>(world_.jobs.size()));
    }

    Instant now() const { return now_; }
    std::size_t built() const {
        return static_cast<std::size_t>(std::count(succeeded_.begin(), succeeded_.end(), true));
    }

    void operator()(const action::Examine& it) {
        pending_.emplace_back(event::Examined{it.job, true});
    }
    void operator()(const action::Start& it) {
        used_ += slots_of(it.job);
        within_slots_ &= used_ <= world_.slots;
        for (const JobId before : world_.jobs[index(it.job)].after) {
            in_order_ &= succeeded_[index(before)];
        }
        running_.push({now_ + world_.durations[index(it.job)], it.job});
    }
    void operator()(const action::Signal& it) { killed_[index(it.job)] = it.signal == SIGKILL; }
    void operator()(const action::Finish& it) {
        if (!it.will_retry) {
            end(it.job, is_success(it.outcome));
        }
    }
    void operator()(const action::Skip& it) { end(it.job, is_success(it.outcome)); }
    void operator()(const action::SlotsReduced&) { FAIL("the simulated machine has room"); }

    bool within_slots_ = true;
    bool in_order_ = true;
    bool once_ = true;

  private:
    struct Builder {
        Instant at;
        JobId job;
        bool operator<(const Builder& other) const {
            return at != other.at ? at > other.at : job > other.job;
        }
    };

    unsigned slots_of(JobId job) const {
        return std::min(world_.jobs[index(job)].slots, world_.slots);
    }

    void end(JobId job, bool success) {
        once_ &= !ended_[index(job)];
        ended_[index(job)] = true;
        succeeded_[index(job)] = success;
    }

    void tell(const SchedulerEvent& event) {
        pending_.push_back(event);
        for (std::size_t i = 0; i < pending_.size(); ++i) { // NOLINT(modernize-loop-convert): grows
            const SchedulerEvent next = pending_[i];
            for (const Action& action : scheduler_.handle(next, now_)) {
                std::visit(*this, action);
            }
        }
        pending_.clear();
    }

    const World& world_;
    std::mt19937 random_;
    std::uniform_real_distribution<double> chance_{0, 1};
    Scheduler scheduler_;
    std::vector<bool> ended_;
    std::vector<bool> succeeded_;
    std::vector<bool> killed_ = std::vector<bool>(world_.jobs.size(), false);
    std::priority_queue<Builder> running_;
    std::vector<SchedulerEvent> pending_;
    unsigned used_ = 0;
    Instant now_{};
};

World random_world(std::mt19937& random, std::size_t size, unsigned most_dependencies) {
    World world;
    std::uniform_int_distribution<int> milliseconds(1, 10000);
    for (std::size_t i = 0; i < size; ++i) {
        ScheduledJob job;
        std::uniform_int_distribution<unsigned> count(0, most_dependencies);
        for (unsigned n = i == 0 ? 0 : count(random); n > 0; --n) {
            job.after.push_back(
                JobId(std::uniform_int_distribution<std::size_t>(0, i - 1)(random)));
        }
        std::sort(job.after.begin(), job.after.end());
        job.after.erase(std::unique(job.after.begin(), job.after.end()), job.after.end());
        job.expected = std::chrono::milliseconds(milliseconds(random));
        job.grace = 1s;
        world.jobs.push_back(job);
        world.durations.push_back(job.expected);
    }
    return world;
}

Simulation simulate(const World& world, unsigned seed) {
    Simulation simulation(world, seed);
    simulation.run();
    CHECK(simulation.within_slots_);
    CHECK(simulation.in_order_);
    CHECK(simulation.once_);
    return simulation;
}

/// max(critical path, work / slots): no schedule is shorter.
Duration lower_bound(const World& world) {
    const Successors successors(world.jobs);
    const auto remaining = remaining_paths(world.jobs, successors);
    Duration work{};
    for (const Duration duration : world.durations) {
        work += duration;
    }
    return std::max(*std::max_element(remaining.begin(), remaining.end()), work / world.slots);
}

} // namespace

TEST_CASE("random graphs with failures, retries, time limits and wide jobs keep every promise") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        World world = random_world(random, 1 + random() % 300, 4);
        world.slots = 1 + static_cast<unsigned>(random() % 16);
        world.keep_going = random() % 2 == 0;
        world.failure_rate = static_cast<double>(random() % 4) * 0.1;
        for (ScheduledJob& job : world.jobs) {
            job.slots = 1 + static_cast<unsigned>(random() % 3 == 0 ? random() % 20 : 0);
            job.retries = static_cast<unsigned>(random() % 3);
            if (random() % 4 == 0) {
                job.timeout = std::chrono::milliseconds(1 + random() % 10000);
            }
        }
        simulate(world, seed);
    }
}

TEST_CASE("without failures everything is built") {
    std::mt19937 random(7);
    World world = random_world(random, 5000, 3);
    world.slots = 4;
    CHECK(simulate(world, 7).built() == 5000);
}

TEST_CASE("a hundred thousand jobs keep every promise") {
    std::mt19937 random(11);
    World world = random_world(random, 100000, 2);
    world.slots = 64;
    world.keep_going = true;
    world.failure_rate = 0.01;
    simulate(world, 11);
}

TEST_CASE(
    "with all durations known the makespan of a wide graph is within five percent of the bound") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        World world = random_world(random, 2000, seed % 2);
        world.slots = 2 + seed % 15;
        const Simulation simulation = simulate(world, seed);
        CHECK(simulation.now() - Instant{} <= lower_bound(world) * 21 / 20);
    }
}
