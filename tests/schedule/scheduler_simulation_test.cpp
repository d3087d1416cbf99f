// Drives the scheduler through random graphs, durations, failures, signals and a machine that has
// no room at times, under a simulated clock, by seed.
#include "lib/schedule/scheduler.hpp"

#include "tests/schedule/simulated_run.hpp"
#include "tests/seeds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace docbuild;
using namespace std::chrono_literals;

namespace {

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
    CHECK(simulation.all_ended_);
    CHECK(simulation.for_a_reason_);
    CHECK(simulation.names_culprits_);
    CHECK(simulation.starts_when_it_may_);
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

/// Jobs that are no part of the run; what came after them comes after nothing instead.
void leave_out(World& world, std::mt19937& random) {
    for (ScheduledJob& job : world.jobs) {
        job.included = random() % 10 != 0;
        const auto is_left_out = [&](JobId before) { return !world.jobs[index(before)].included; };
        job.after.erase(std::remove_if(job.after.begin(), job.after.end(), is_left_out),
                        job.after.end());
    }
}

/// Each holds jobs before some place in their order, and has readers behind it.
void add_barriers(World& world, std::mt19937& random) {
    for (std::size_t b = random() % 4; b > 0; --b) {
        const std::size_t place = random() % (world.jobs.size() + 1);
        const auto barrier = BarrierId(world.barriers.size());
        ScheduledBarrier& members = world.barriers.emplace_back();
        const unsigned one_in = 1 + random() % 4;
        for (std::size_t i = 0; i < world.jobs.size(); ++i) {
            if (random() % one_in != 0) {
                continue;
            }
            if (i < place) {
                members.jobs.push_back(JobId(i));
            } else {
                world.jobs[i].after_all.push_back(barrier);
            }
        }
    }
}

World random_run(std::mt19937& random, std::size_t most_jobs) {
    World world = random_world(random, 1 + random() % most_jobs, 4);
    world.slots = 1 + static_cast<unsigned>(random() % 16);
    world.keep_going = random() % 2 == 0;
    world.failure_rate = static_cast<double>(random() % 4) * 0.1;
    world.up_to_date = static_cast<double>(random() % 4) * 0.2;
    leave_out(world, random);
    add_barriers(world, random);
    for (ScheduledJob& job : world.jobs) {
        job.slots = 1 + static_cast<unsigned>(random() % 3 == 0 ? random() % 20 : 0);
        job.retries = static_cast<unsigned>(random() % 3);
        job.oom_retries = static_cast<unsigned>(random() % 2);
        if (random() % 4 == 0) {
            job.timeout = std::chrono::milliseconds(1 + random() % 10000);
        }
    }
    return world;
}

Trouble random_trouble(std::mt19937& random) {
    const auto rate = [&random](double most) {
        return random() % 2 == 0 ? 0 : most * static_cast<double>(random() % 100) / 100;
    };
    Trouble trouble;
    if (random() % 2 == 0) {
        trouble.most_room = static_cast<unsigned>(random() % 17);
    }
    trouble.refused = random() % 10 == 0 ? 1 : rate(0.1);
    trouble.late = rate(1);
    trouble.killed = rate(0.2);
    trouble.deaf = rate(0.5);
    trouble.loud = rate(0.2);
    trouble.paused = rate(0.05);
    if (random() % 2 == 0) {
        trouble.stopped = std::chrono::milliseconds(random() % 20000);
    }
    return trouble;
}

} // namespace

TEST_CASE(
    "random graphs with failures, retries, time limits and wide jobs satisfy every invariant") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        simulate(random_run(random, 300), seed);
    }
}

TEST_CASE("every run ends, whatever happens to its builders and whoever stops it") {
    const auto [first, last] = seeds(500);
    for (unsigned seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        World world = random_run(random, 60);
        world.trouble = random_trouble(random);
        const Simulation simulation = simulate(world, seed);
        const Duration grace = world.jobs.front().grace;
        CHECK(simulation.since_stop() <= Simulation::longest_start + grace + 2 * Simulation::dying);
    }
}

TEST_CASE("a run whose starts are all deferred ends after a while") {
    const auto [first, last] = seeds(100);
    for (unsigned seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        World world = random_run(random, 60);
        world.trouble.most_room = 0;
        world.up_to_date = 0;
        const Simulation simulation = simulate(world, seed);
        CHECK(simulation.built() == 0);
        CHECK(simulation.now() - Instant{} <= 20 * 500ms);
    }
}

TEST_CASE("without failures everything is built") {
    std::mt19937 random(7);
    World world = random_world(random, 5000, 3);
    world.slots = 4;
    CHECK(simulate(world, 7).built() == 5000);
}

TEST_CASE("a hundred thousand jobs satisfy every invariant") {
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
