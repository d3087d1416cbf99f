#include "lib/process/process_start.hpp"

#include "lib/disk/files.hpp"
#include "lib/process/builder_signals.hpp"

#include "lib/process/boost_process.hpp"
#ifndef DOCBUILD_PORTABLE
#include "lib/process/clone_launcher.hpp"
#endif

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace docbuild {

namespace {

namespace process = boost::process::v2;

std::vector<const char*> pointers(const std::vector<std::string>& strings) {
    std::vector<const char*> result;
    result.reserve(strings.size() + 1);
    for (const std::string& string : strings) {
        result.push_back(string.c_str());
    }
    result.push_back(nullptr);
    return result;
}

/// The call with what it was called on.
FailedToStart failure_in(const std::string& call, int error, const ProcessStart& start) {
    if (call == "execve") {
        return {error, call + " " + start.executable};
    }
    return {error, call == "chdir" ? call + " " + start.cwd : call};
}

#ifdef DOCBUILD_PORTABLE
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
FailedToStart failure_of(int error, const ProcessStart& start) {
    if (error == EMFILE || error == ENFILE) {
        return {error, "pipe"};
    }
    if (error == EAGAIN) {
        return {error, "fork"};
    }
    const bool can_enter = ::access((start.cwd + "/.").c_str(), X_OK) == 0;
    return failure_in(can_enter ? "execve" : "chdir", error, start);
}
#endif

} // namespace

std::variant<pid_t, FailedToStart> start_process(boost::asio::io_context& context,
                                                 const ProcessStart& start) {
    auto argv = pointers(start.argv);
    const auto environment = pointers(start.environment);
    process::error_code error;
#ifdef DOCBUILD_PORTABLE
    process::posix::default_launcher launcher;
    launcher.env = environment.data();
    if (start.inherited >= 0) {
        launcher.fd_whitelist.push_back(start.inherited);
    }
    const BlockedSignals held_back; // the driver's handlers are none of the child's
    auto started =
        launcher(context.get_executor(), error, start.executable, argv.data(), InTheChild{start});
    if (error) {
        return failure_of(error.value(), start);
    }
#else
    CloneLauncher launcher{environment.data(), start.cwd.c_str(), start.input,
                           start.output,       start.announced,   start.inherited};
    auto started = launcher(context.get_executor(), error, start.executable, argv.data());
    if (error) {
        return failure_in(launcher.failed_call, error.value(), start);
    }
#endif
    const pid_t id = started.id();
    started.detach(); // the reaper alone waits for it
    return id;
}

} // namespace docbuild
