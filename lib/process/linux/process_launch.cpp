#include "lib/process/process_launch.hpp"

#include "lib/process/boost_process.hpp"
#include "lib/process/builder_signals.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

namespace docbuild {

namespace {

/// A launcher for Boost.Process v2 that shares the driver's memory with the child until it executes
/// the builder, as posix_spawn(3) does, but makes a sixth of its system calls; with thousands of
/// small builders that is what the driver's time goes to. It takes no initializers, as the child
/// does the same for every builder.
struct CloneLauncher {
    const ProcessStart& request;
    const char* const* environment;
    const char* failed_call = nullptr; // which call of the child failed

    template <typename Executor>
    auto operator()(Executor executor, boost::process::v2::error_code& error,
                    const std::string& executable, const char** argv)
        -> boost::process::v2::basic_process<Executor> {
        pid_t process = -1;
        const int failure = start(executable.c_str(), argv, process);
        if (failure != 0) {
            error.assign(failure, boost::system::system_category());
            return boost::process::v2::basic_process<Executor>(executor);
        }
        return boost::process::v2::basic_process<Executor>(executor, process);
    }

    /// 0, or the errno of `failed_call`; then nothing of the child is left.
    int start(const char* executable, const char** argv, pid_t& process);
};

constexpr std::size_t stack_size = 64U << 10U;

struct Child {
    const CloneLauncher& launcher;
    const char* executable;
    const char* const* argv;
    const char* failed_call = nullptr; // written by the child, in the driver's memory
    int error = 0;
};

/// Executes the builder; where it returns, the call that failed.
const char* execute(const Child& child) {
    const ProcessStart& start = child.launcher.request;
    if (::setpgid(0, 0) != 0) {
        return "setpgid";
    }
    if (start.announced != nullptr) {
        *start.announced = ::getpid();
    }
    if (::chdir(start.cwd.c_str()) != 0) {
        return "chdir";
    }
    if (::dup2(start.input, STDIN_FILENO) < 0 || ::dup2(start.output, STDOUT_FILENO) < 0 ||
        ::dup2(start.output, STDERR_FILENO) < 0) {
        return "dup2";
    }
    if (start.inherited >= 0 && ::fcntl(start.inherited, F_SETFD, 0) != 0) {
        return "fcntl";
    }
    reset_signals_for_exec();
    ::execve(child.executable, const_cast<char* const*>(child.argv),
             const_cast<char* const*>(child.launcher.environment));
    return "execve";
}

/// Runs in the child, on a stack of its own, while the driver waits: only calls that are safe
/// between vfork(2) and execve(2). What it returns is the child's exit status (clone(2)).
int in_the_child(void* argument) {
    auto& child = *static_cast<Child*>(argument);
    child.failed_call = execute(child);
    child.error = errno;
    return 1;
}

int CloneLauncher::start(const char* executable, const char** argv, pid_t& process) {
    alignas(std::max_align_t) static std::array<std::byte, stack_size> stack;
    Child child{*this, executable, argv};
    const BlockedSignals held_back; // the driver's handlers would run in the driver's memory
    process = ::clone(in_the_child, stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | SIGCHLD,
                      &child);
    if (process < 0) {
        child.failed_call = "clone";
        child.error = errno;
    }
    if (child.failed_call == nullptr) {
        return 0;
    }
    if (process > 0) {
        while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    failed_call = child.failed_call;
    return child.error;
}

} // namespace

std::variant<pid_t, FailedLaunch> launch_process(boost::asio::io_context& context,
                                                 const ProcessStart& start, const char** argv,
                                                 const char* const* environment) {
    CloneLauncher launcher{start, environment};
    boost::process::v2::error_code error;
    auto started = launcher(context.get_executor(), error, start.executable, argv);
    if (error) {
        return FailedLaunch{launcher.failed_call, error.value()};
    }
    const pid_t id = started.id();
    started.detach(); // the reaper alone waits for it
    return id;
}

} // namespace docbuild
