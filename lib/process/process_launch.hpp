// Starts a program with Boost.Process v2, in the way that the platform does best.
#pragma once

#include <boost/asio/io_context.hpp>

#include <sys/types.h>

#include <atomic>
#include <string>
#include <variant>
#include <vector>

namespace docbuild {

struct ProcessStart {
    std::string executable;
    const std::vector<std::string>& argv;
    const std::vector<std::string>& environment;
    std::string cwd;
    int input = -1; // descriptors for standard input, and for output and error
    int output = -1;
    /// Where the child writes its number before it executes the program, if anywhere: memory that
    /// it shares with whoever reads that.
    std::atomic<pid_t>* announced = nullptr;
    int inherited = -1; // a further descriptor that the program gets, under the same number
};

/// Which call failed, and its errno.
struct FailedLaunch {
    const char* call;
    int error;
};

/// `argv` and `environment` end with a null pointer.
std::variant<pid_t, FailedLaunch> launch_process(boost::asio::io_context& context,
                                                 const ProcessStart& start, const char** argv,
                                                 const char* const* environment);

} // namespace docbuild
