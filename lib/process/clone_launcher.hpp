// A launcher for Boost.Process v2 that shares the driver's memory with the child until it executes
// the builder, as posix_spawn(3) does, but makes a sixth of its system calls; with thousands of
// small builders that is what the driver's time goes to. Linux alone has clone(2). It does not know
// what it starts; it takes no initializers, as the child does the same for every builder.
#pragma once

#include "lib/process/boost_process.hpp"

#include <sys/types.h>

#include <atomic>
#include <string>

namespace docbuild {

struct CloneLauncher {
    const char* const* environment;
    const char* cwd;
    int input;
    int output;
    std::atomic<pid_t>* announced;     // may be null; see ProcessStart
    int inherited;                     // a further descriptor that stays open; -1: none
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

  private:
    /// 0, or the errno of `failed_call`; then nothing of the child is left.
    int start(const char* executable, const char** argv, pid_t& process);
};

} // namespace docbuild
