// A launcher without processes: its builders live in a simulated world, where they start late,
// fail, ignore signals, are stopped by strangers, or find no room, at random.
#pragma once

#include "lib/launch/launcher.hpp"
#include "tests/build/simulated_world.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <utility>
#include <vector>

namespace docbuild {

using namespace std::chrono_literals;

/// Rates of what may happen to a builder.
struct BuilderTrouble {
    std::optional<unsigned> most_room; // most builders that can run at once
    double refused = 0;                // starts that fail permanently
    double late = 0;                   // starts that take a while, as with a fork server
    double fails = 0;
    double crashes = 0;
    double deaf = 0;     // ignores SIGTERM
    double given_up = 0; // by its launcher
    double stopped = 0;  // by an external signal
};

class FakeLauncher : public Launcher {
  public:
    FakeLauncher(SimulatedWorld& world, BuilderTrouble trouble, LauncherReport report)
        : world_(world), trouble_(trouble), report_(std::move(report)) {}

    void launch(const BuilderRequest& request) override {
        launched.push_back(request.job);
        Builder& builder = builders_[request.job];
        doubly_launched |= builder.number != 0;
        builder.number = ++last_;
        most_at_once = std::max(most_at_once, builders_.size());
        if (world_.by_chance(trouble_.late)) {
            later(longest_start, request.job, [this](JobId job) { come(job, true); });
        } else {
            come(request.job, false);
        }
    }

    void signal(JobId job, int signal) override {
        const auto found = builders_.find(job);
        if (found == builders_.end()) {
            return;
        }
        Builder& builder = found->second;
        const bool ends_it = signal == SIGTERM || signal == SIGKILL;
        if (builder.process != 0) {
            receive(job, builder, signal);
        } else if (ends_it && world_.by_chance(0.5)) {
            end(job, Signalled{signal}); // not requested from its server yet
        } else {
            builder.signals.push_back(signal);
        }
    }

    void close() override {
        is_closing_ = true;
        world_.in(world_.time_up_to(longest_close), [this] { is_closed_ = true; });
    }
    bool is_closed() const override { return is_closing_ && is_closed_; }

    std::size_t living() const { return builders_.size(); }

    std::vector<JobId> launched;
    bool doubly_launched = false;
    std::size_t most_at_once = 0;

    static constexpr Duration longest_start = 3s;
    static constexpr Duration longest_close = 1s;
    static constexpr Duration longest_life = 20s;
    static constexpr Duration dying = 10ms; // how long a builder takes to end after a signal

  private:
    struct Builder {
        unsigned number = 0; // of all
        int process = 0;     // 0: not started yet
        bool is_deaf = false;
        bool is_killed = false;
        bool is_stopped = false;
        bool is_stopped_by_stranger = false;
        Instant end{};
        Duration rest{}; // remaining time of a stopped builder
        Ending ending = Exited{0};
        std::vector<int> signals; // pending
    };

    void later(Duration longest, JobId job, void (FakeLauncher::*happening)(JobId)) {
        later(longest, job, [this, happening](JobId it) { (this->*happening)(it); });
    }
    /// Does nothing if the builder has ended by then.
    void later(Duration longest, JobId job, std::function<void(JobId)> happening) {
        world_.in(world_.time_up_to(longest),
                  [this, job, number = builders_.at(job).number, happening = std::move(happening)] {
                      const auto found = builders_.find(job);
                      if (found != builders_.end() && found->second.number == number) {
                          happening(job);
                      }
                  });
    }

    void come(JobId job, bool is_preloaded) {
        if (trouble_.most_room && builders_.size() > world_.below(*trouble_.most_room + 1)) {
            fail(job, {EAGAIN, "fork"});
            return;
        }
        if (world_.by_chance(trouble_.refused)) {
            fail(job, {ENOEXEC, "execve"});
            return;
        }
        Builder& builder = builders_.at(job);
        builder.process = no_process + static_cast<int>(builder.number);
        builder.is_deaf = world_.by_chance(trouble_.deaf);
        builder.ending = random_ending();
        live(job, builder, world_.time_up_to(longest_life));
        if (world_.by_chance(trouble_.given_up)) {
            later(longest_life, job, &FakeLauncher::give_up);
        }
        if (world_.by_chance(trouble_.stopped)) {
            later(longest_life, job, &FakeLauncher::stop_by_stranger);
        }
        report_(launcher_event::Started{job, builder.process, is_preloaded});
        for (const int signal : std::exchange(builder.signals, {})) {
            receive(job, builder, signal);
        }
    }

    Ending random_ending() {
        if (world_.by_chance(trouble_.crashes)) {
            return Signalled{world_.by_chance(0.5) ? SIGSEGV : SIGKILL};
        }
        return Exited{world_.by_chance(trouble_.fails) ? 1 : 0};
    }

    void live(JobId job, Builder& builder, Duration time) {
        builder.end = world_.now() + time;
        world_.in(time, [this, job, number = builder.number, end = builder.end] {
            const auto found = builders_.find(job);
            if (found != builders_.end() && found->second.number == number &&
                found->second.end == end) {
                this->end(job, found->second.ending);
            }
        });
    }

    void die(JobId job, Builder& builder, int signal) {
        builder.ending = Signalled{signal};
        live(job, builder, dying);
    }

    void receive(JobId job, Builder& builder, int signal) {
        if (signal == SIGKILL) {
            builder.is_killed = true;
            die(job, builder, signal);
        } else if (signal == SIGSTOP) {
            stop(builder);
        } else if (signal == SIGCONT) {
            go_on(job, builder);
        } else if (builder.is_stopped) {
            builder.signals.push_back(signal);
        } else if (!builder.is_deaf) {
            die(job, builder, signal);
        }
    }

    void stop(Builder& builder) {
        if (!builder.is_stopped && !builder.is_killed) {
            builder.is_stopped = true;
            builder.rest = builder.end - world_.now();
            builder.end = Instant::max();
        }
    }

    void go_on(JobId job, Builder& builder) {
        if (!std::exchange(builder.is_stopped, false)) {
            return;
        }
        live(job, builder, builder.rest);
        if (std::exchange(builder.is_stopped_by_stranger, false)) {
            later(dying, job, [this](JobId it) {
                report_(launcher_event::StoppedOrContinued{it, false});
            });
        }
        for (const int signal : std::exchange(builder.signals, {})) {
            receive(job, builder, signal);
        }
    }

    void stop_by_stranger(JobId job) {
        Builder& builder = builders_.at(job);
        stop(builder);
        builder.is_stopped_by_stranger = true;
        report_(launcher_event::StoppedOrContinued{job, true});
        later(longest_life, job, [this](JobId it) { go_on(it, builders_.at(it)); });
    }

    void give_up(JobId job) {
        report_(launcher_event::GivenUp{job});
        end(job, Signalled{SIGKILL});
    }

    void fail(JobId job, const FailedToStart& failure) {
        builders_.erase(job);
        report_(launcher_event::Failed{job, failure});
    }

    void end(JobId job, Ending ending) {
        builders_.erase(job);
        report_(launcher_event::Ended{job, ending, {}});
    }

    /// Linux has no process with a higher number (PID_MAX_LIMIT).
    static constexpr int no_process = 1 << 22;

    SimulatedWorld& world_;
    BuilderTrouble trouble_;
    LauncherReport report_;
    std::map<JobId, Builder> builders_;
    unsigned last_ = 0;
    bool is_closing_ = false;
    bool is_closed_ = false;
};

} // namespace docbuild
