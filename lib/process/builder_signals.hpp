// What signals do to a builder: what they would have done to docbuild when that was started.
#pragma once

#include <sys/types.h>

#include <csignal>

namespace docbuild {

/// No signal is delivered to this process while it lives, nor to a child that is made meanwhile.
class BlockedSignals {
  public:
    BlockedSignals();
    ~BlockedSignals();
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

  private:
    sigset_t before_;
};

/// Called in the child: the driver's handlers go, then all signals come through. What whoever
/// started docbuild ignores stays ignored, but for SIGPIPE and SIGXFSZ, which docbuild itself
/// ignores. Only calls that are safe between vfork(2) and execve(2).
void reset_signals_for_exec();

/// Sends to a whole process group; 0 or an errno (EPERM: all in it are another user's). One that
/// is gone is no error.
int signal_group(pid_t group, int signal);

} // namespace docbuild
