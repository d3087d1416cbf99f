// The seam to whatever starts builders: a process of our own, or a server that forks them.
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

/// A builder to start: in a process group of its own, standard input from /dev/null, output and
/// error to `log`.
struct BuilderRequest {
    JobId job{};
    std::string executable; // absolute path
    std::vector<std::string> argv;
    std::vector<std::string> environment; // NAME=VALUE, all of it
    std::string cwd;
    std::string stage{};
    Duration grace{};                 // between SIGTERM and SIGKILL
    int log = -1;                     // an open descriptor, the caller's
    std::optional<Preload> preload{}; // empty: none was asked for
    bool is_sphinx = false;           // a `sphinx` stage's
    bool speedups = true;             // preloaded, with the patches that save time
    std::string written{}; // preloaded, it reports there which files it writes; empty: nowhere
    /// Where the number of the builder's process group is to be written before the builder is
    /// executed, or else as soon as it is known; null: nowhere.
    std::atomic<pid_t>* group = nullptr;
};

/// What a launcher reports; exactly one of `Ended` and `Failed` for each launch.
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
/// The launcher gives its builder up: it gets SIGKILL from it, and `Ended` follows.
struct GivenUp {
    JobId job;
};
/// The launcher has a process group besides the builders'; what is in it ends on its own once its
/// leader has ended.
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

/// Called from the event loop or from within `launch`.
using LauncherReport = std::function<void(const LauncherEvent&)>;

class Launcher {
  public:
    virtual ~Launcher() = default;
    virtual void launch(const BuilderRequest& request) = 0;
    /// Sends to the builder's whole process group; nothing where it has ended.
    virtual void signal(JobId job, int signal) = 0;
    /// No more builders will come: ends what was kept to start them. Reaped when `is_closed`.
    virtual void close() {}
    virtual bool is_closed() const { return true; }
};

} // namespace docbuild
