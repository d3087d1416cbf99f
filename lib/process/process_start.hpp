// Starts a program through Boost.Process v2, in a process group of its own, and lets go of it.
// It does not know who waits for the process, nor why it is started.
#pragma once

#include "lib/event/outcome.hpp"

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

/// The process, or why it could not be executed.
std::variant<pid_t, FailedToStart> start_process(boost::asio::io_context& context,
                                                 const ProcessStart& start);

} // namespace docbuild
