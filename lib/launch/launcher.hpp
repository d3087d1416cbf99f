// The interface to whatever starts builders: directly as child processes, or through a fork server.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/outcome.hpp"
#include "lib/plan/plan.hpp"

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace docbuild {

/// A builder to start. It gets its own process group, /dev/null as standard input, and `log` as
/// standard output and error.
struct BuilderRequest {
    JobId job{};
    std::string executable; // absolute path
    std::vector<std::string> argv;
    std::vector<std::string> environment; // NAME=VALUE; the complete environment
    std::string cwd;
    std::string stage{};
    Duration grace{};                 // between SIGTERM and SIGKILL
    int log = -1;                     // an open descriptor owned by the caller
    std::optional<Preload> preload{}; // empty: not requested
    bool is_sphinx = false;           // the job belongs to a `sphinx` stage
    bool speedups = true;             // if preloaded: with the performance patches
    std::string written{}; // if preloaded: where it lists the files it writes; empty: nowhere
    /// Where to store the ID of the builder's process group, before the builder is executed if
    /// possible, otherwise as soon as it is known. May be null.
    std::atomic<pid_t>* group = nullptr;
};

/// Events from a launcher. Each launch results in exactly one of `Ended` and `Failed`.
namespace launcher_event {

struct Started {
    JobId job;
    int process = 0;
    bool is_preloaded = false;
};
struct Ended {
    JobId job;
    Ending ending;
    Usage usage;
};
struct Failed {
    JobId job;
    FailedToStart failure;
};
struct StoppedOrContinued {
    JobId job;
    bool is_stopped = false;
};
/// The launcher gives up on a builder and kills it; `Ended` follows.
struct GivenUp {
    JobId job;
};
/// The launcher has a process group of its own, whose members end on their own after its leader.
struct HasGroup {
    pid_t group = 0;
};
/// A signal could not be sent to the builder's group; `error` is an errno.
struct NotSignalled {
    JobId job;
    int signal = 0;
    int error = 0;
};

} // namespace launcher_event

using LauncherEvent =
    std::variant<launcher_event::Started, launcher_event::Ended, launcher_event::Failed,
                 launcher_event::StoppedOrContinued, launcher_event::GivenUp,
                 launcher_event::HasGroup, launcher_event::NotSignalled>;

/// Called from the event loop, or from within `launch`.
using LauncherReport = std::function<void(const LauncherEvent&)>;

class Launcher {
  public:
    virtual ~Launcher() = default;
    virtual void launch(const BuilderRequest& request) = 0;
    /// Sends a signal to the builder's process group; does nothing if the builder has ended.
    virtual void signal(JobId job, int signal) = 0;
    /// No more builders will be launched: ends any processes kept for launching. `is_closed` once
    /// they are reaped.
    virtual void close() {}
    virtual bool is_closed() const { return true; }
};

} // namespace docbuild
