#include "lib/run/process_start.hpp"

#include "lib/run/files.hpp"

#include "lib/run/boost_process.hpp"
#ifndef DOCBUILD_PORTABLE
#include "lib/run/spawn_launcher.hpp"
#endif

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

#ifdef DOCBUILD_PORTABLE
/// Runs in the forked child, before it executes the builder: only calls that are safe there.
struct InTheChild {
    const ProcessStart& start;

    template <typename Launcher>
    process::error_code on_exec_setup(Launcher&, const process::filesystem::path&,
                                      const char* const*&) const {
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
        const bool ready = ::setpgid(0, 0) == 0 && ::chdir(start.cwd.c_str()) == 0 &&
                           ::dup2(start.input, STDIN_FILENO) >= 0 &&
                           ::dup2(start.output, STDOUT_FILENO) >= 0 &&
                           ::dup2(start.output, STDERR_FILENO) >= 0;
        return ready ? process::error_code()
                     : process::error_code(errno, boost::system::system_category());
    }
};
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
    auto started =
        launcher(context.get_executor(), error, start.executable, argv.data(), InTheChild{start});
#else
    SpawnLauncher launcher{environment.data(), start.cwd, start.input, start.output};
    auto started = launcher(context.get_executor(), error, start.executable, argv.data());
#endif
    if (error) {
        return FailedToStart{error.value(), "execve"};
    }
    const pid_t id = started.id();
    started.detach(); // the reaper alone waits for it
    return id;
}

} // namespace docbuild
