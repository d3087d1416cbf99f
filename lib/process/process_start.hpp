// Starts a program through Boost.Process v2, in a process group of its own, and lets go of it.
// It does not know who waits for the process, nor why it is started.
#pragma once

#include "lib/event/outcome.hpp"
#include "lib/process/process_launch.hpp"

#include <boost/asio/io_context.hpp>

#include <sys/types.h>

#include <variant>

namespace docbuild {

/// The process, or why it could not be executed.
std::variant<pid_t, FailedToStart> start_process(boost::asio::io_context& context,
                                                 const ProcessStart& start);

} // namespace docbuild
