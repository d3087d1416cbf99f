// How processes and groups are ended, by the driver and by the guard alike.
#pragma once

#include "lib/text/units.hpp"

#include <sys/types.h>

namespace docbuild {

/// What SIGKILL has not ended by then hangs in the kernel; nobody can end that.
inline constexpr Duration given_up_after = std::chrono::seconds(5);

/// A zombie counts as living until its parent has collected it.
bool group_lives(pid_t group);

/// Sends SIGTERM or SIGKILL to a process or, if negative, to a group. What is stopped is continued,
/// so that it can obey SIGTERM.
void send_to_end(pid_t process, int signal);

} // namespace docbuild
