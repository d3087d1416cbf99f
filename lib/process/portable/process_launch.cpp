#include "lib/process/process_launch.hpp"

#include "lib/process/boost_process.hpp"
#include "lib/process/builder_signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace docbuild {

namespace {

namespace process = boost::process::v2;

constexpr int exit_status_of_not_executed = 127;

/// Runs in the forked child, before it executes the builder: only calls that are safe there.
struct InTheChild {
    const ProcessStart& start;

    template <typename Launcher>
    process::error_code on_exec_setup(Launcher&, const process::filesystem::path&,
                                      const char* const*&) const {
        reset_signals_for_exec();
        const bool leads_group = ::setpgid(0, 0) == 0;
        if (leads_group && start.announced != nullptr) {
            *start.announced = ::getpid();
        }
        const bool ready = leads_group && ::chdir(start.cwd.c_str()) == 0 &&
                           ::dup2(start.input, STDIN_FILENO) >= 0 &&
                           ::dup2(start.output, STDOUT_FILENO) >= 0 &&
                           ::dup2(start.output, STDERR_FILENO) >= 0 &&
                           (start.inherited < 0 || ::fcntl(start.inherited, F_SETFD, 0) == 0);
        return ready ? process::error_code()
                     : process::error_code(errno, boost::system::system_category());
    }

    /// Boost would go on to exit(3), which writes out and tidies up what is the driver's. (1.81
    /// looks for this function by other arguments than it calls it with, hence any.)
    template <typename... Arguments> void on_exec_error(Arguments&&...) const {
        ::_exit(exit_status_of_not_executed);
    }
};

/// What failed on the way to the program; Boost's launcher tells no more than the errno.
FailedLaunch failure_of(int error, const ProcessStart& start) {
    if (error == EMFILE || error == ENFILE) {
        return {"pipe", error};
    }
    if (error == EAGAIN) {
        return {"fork", error};
    }
    const bool can_enter = ::access((start.cwd + "/.").c_str(), X_OK) == 0;
    return {can_enter ? "execve" : "chdir", error};
}

} // namespace

std::variant<pid_t, FailedLaunch> launch_process(boost::asio::io_context& context,
                                                 const ProcessStart& start, const char** argv,
                                                 const char* const* environment) {
    process::posix::default_launcher launcher;
    launcher.env = environment;
    if (start.inherited >= 0) {
        launcher.fd_whitelist.push_back(start.inherited);
    }
    process::error_code error;
    const BlockedSignals blocked; // the driver's handlers are none of the child's
    auto started =
        launcher(context.get_executor(), error, start.executable, argv, InTheChild{start});
    if (error) {
        return failure_of(error.value(), start);
    }
    const pid_t id = started.id();
    started.detach(); // the reaper alone waits for it
    return id;
}

} // namespace docbuild
