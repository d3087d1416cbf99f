#include "lib/process/group_end.hpp"

#include <cerrno>
#include <csignal>

namespace docbuild {

bool group_lives(pid_t group) {
    return group > 0 && (::kill(-group, 0) == 0 || errno != ESRCH);
}

void send_to_end(pid_t process, int signal) {
    ::kill(process, signal);
    if (signal == SIGTERM) {
        ::kill(process, SIGCONT);
    }
}

} // namespace docbuild
