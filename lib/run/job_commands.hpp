// Makes a job ready to be executed: its command, the whole environment, and the program's file.
// It does not know whether the job needs to be built, and starts nothing.
#pragma once

#include "lib/core/command.hpp"
#include "lib/run/executable_search.hpp"

#include <map>

namespace docbuild {

struct PreparedCommand {
    BuilderCommand command;
    std::vector<std::string> environment; // NAME=VALUE, sorted
    std::variant<std::string, FailedToStart> executable;

    /// All that makes up the command, as words: argv, declared environment, directory, the
    /// program's file.
    std::vector<std::string> words() const;
};

class JobCommands {
  public:
    /// `environment` is what builders inherit, the configuration's changes applied.
    JobCommands(const Plan& plan, Directories directories,
                std::map<std::string, std::string> environment, unsigned slots);

    /// Throws InputError where the command asks for a variable of the environment that is not set.
    PreparedCommand prepare(JobId job);

    const Plan& plan() const { return plan_; }
    const Directories& directories() const { return directories_; }

  private:
    const Plan& plan_;
    Directories directories_;
    std::map<std::string, std::string> environment_;
    std::vector<std::string> inherited_; // environment_ as NAME=VALUE
    unsigned slots_;
    ExecutableSearch search_;
};

} // namespace docbuild
