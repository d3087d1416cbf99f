// What Linux tells of living processes in /proc: which there are, whose children, and what they
// run. The portable flavour, like a system without /proc, is told nothing.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/process/process_stat.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

/// This process's own children, zombies included. One file is held open, so that looking again
/// costs one system call.
class OwnChildren {
  public:
    OwnChildren();
    /// Empty where the system does not tell.
    std::optional<std::vector<pid_t>> read() const;

  private:
    Descriptor file_;
};

/// These are empty for a process that is gone or is not ours to see.
std::vector<pid_t> children_of(pid_t process);
std::optional<ProcessStat> stat_of(pid_t process);
std::string environment_of(pid_t process); // NAME=VALUE entries as it was executed with
std::string words_of(pid_t process);       // its arguments, each ended by a zero byte
bool ignores(pid_t process, int signal);   // it ignores the signal
std::string command_of(pid_t process);     // its words, or in brackets the name of one without

/// All processes of the machine.
std::vector<pid_t> all_processes();

} // namespace docbuild
