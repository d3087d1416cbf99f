// A launcher for Boost.Process v2 on posix_spawn, which does not copy the driver's page tables for
// each builder. It does not know what it starts; it takes no initializers, as nothing of ours runs
// in the child.
#pragma once

#include "lib/run/boost_process.hpp"

#include <fcntl.h>
#include <spawn.h>

#include <csignal>
#include <string>

namespace docbuild {

/// Like boost::process::v2::posix::default_launcher, with what it needs as members. posix_spawn
/// reports a failed execve as its own result (posix_spawn(3)), so no pipe is needed to learn of it.
struct SpawnLauncher {
    const char* const* environment;
    std::string cwd;
    int input;
    int output;

    template <typename Executor>
    auto operator()(Executor executor, boost::process::v2::error_code& error,
                    const std::string& executable, const char** argv)
        -> boost::process::v2::basic_process<Executor> {
        posix_spawnattr_t attributes;
        posix_spawn_file_actions_t actions;
        ::posix_spawnattr_init(&attributes);
        ::posix_spawn_file_actions_init(&actions);
        pid_t process = -1;
        int failure = prepare(attributes, actions);
        if (failure == 0) {
            failure = ::posix_spawn(&process, executable.c_str(), &actions, &attributes,
                                    const_cast<char* const*>(argv),
                                    const_cast<char* const*>(environment));
        }
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
        if (failure != 0) {
            error.assign(failure, boost::system::system_category());
            return boost::process::v2::basic_process<Executor>(executor);
        }
        return boost::process::v2::basic_process<Executor>(executor, process);
    }

  private:
    int prepare(posix_spawnattr_t& attributes, posix_spawn_file_actions_t& actions) const {
        sigset_t none;
        sigset_t ignored_by_us;
        ::sigemptyset(&none);
        ::sigemptyset(&ignored_by_us);
        ::sigaddset(&ignored_by_us, SIGPIPE);
        constexpr short flags =
            POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        ::posix_spawnattr_setflags(&attributes, flags);
        ::posix_spawnattr_setpgroup(&attributes, 0);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &ignored_by_us);
        const int failures[] = {
            ::posix_spawn_file_actions_addchdir_np(&actions, cwd.c_str()),
            ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO),
            ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO),
            ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO),
        };
        for (const int failure : failures) {
            if (failure != 0) {
                return failure;
            }
        }
        return 0;
    }
};

} // namespace docbuild
