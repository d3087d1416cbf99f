#include "lib/process/clone_launcher.hpp"

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
    const CloneLauncher& launcher = child.launcher;
    if (::setpgid(0, 0) != 0) {
        return "setpgid";
    }
    if (launcher.announced != nullptr) {
        *launcher.announced = ::getpid();
    }
    if (::chdir(launcher.cwd) != 0) {
        return "chdir";
    }
    if (::dup2(launcher.input, STDIN_FILENO) < 0 || ::dup2(launcher.output, STDOUT_FILENO) < 0 ||
        ::dup2(launcher.output, STDERR_FILENO) < 0) {
        return "dup2";
    }
    if (launcher.inherited >= 0 && ::fcntl(launcher.inherited, F_SETFD, 0) != 0) {
        return "fcntl";
    }
    reset_signals_for_exec();
    ::execve(child.executable, const_cast<char* const*>(child.argv),
             const_cast<char* const*>(launcher.environment));
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

} // namespace

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

} // namespace docbuild
