// Includes Boost.Process v2 with what its 1.81 headers forget to include when they use
// std::filesystem (detail/config.hpp names boost::optional, process.hpp and default_launcher.hpp
// name boost::decay, is_convertible and asio::detail::throw_error).
#pragma once

// A process is handed to the reaper at once, which needs no descriptor of it; and Boost throws
// where there is none left to open, with the process already running.
#define BOOST_PROCESS_V2_DISABLE_PIDFD_OPEN

// clang-format off: these come before the headers that need them
#include <boost/asio/detail/throw_error.hpp>
#include <boost/optional.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/type_traits/decay.hpp>
#include <boost/type_traits/is_convertible.hpp>
// clang-format on
