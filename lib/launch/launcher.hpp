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
    int log = -1;                     // an open descriptor, the caller's
    std::optional<Preload> preload{}; // empty: none was asked for
    bool is_sphinx = false;           // a `sphinx` stage's
    bool speedups = true;             // preloaded, with the patches that save time
    std::string written{}; // preloaded, it reports there which files it writes; empty: nowhere
    /// Where the number of the builder's process group is to be written before the builder is
    /// executed, or else as soon as it is known; null: nowhere.
    std::atomic<pid_t>* group = nullptr;
};

/// Called from the event loop or from within `launch`; exactly one of `ended` and `failed` for each
/// launch.
struct BuilderEvents {
    std::function<void(JobId, int process, bool is_preloaded)> started;
    std::function<void(JobId, const Ending&, const Usage&)> ended;
    std::function<void(JobId, const FailedToStart&)> failed;
    std::function<void(JobId, bool stopped)> stopped_or_continued;
    /// The launcher gives its builder up: it gets SIGKILL from it, and `ended` follows.
    std::function<void(JobId)> given_up{};
    /// The launcher has a process group besides the builders': what is in it ends by itself when
    /// what leads it has ended.
    std::function<void(pid_t)> has_group{};
    /// A signal could not be sent to the builder's group: why, as an errno.
    std::function<void(JobId, int signal, int error)> not_signalled = [](JobId, int, int) {};
};

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
