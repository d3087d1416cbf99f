// Makes a job ready to be executed: its command, the whole environment, and the program's file.
#pragma once

#include "lib/command/executable_search.hpp"
#include "lib/disk/own_directories.hpp"
#include "lib/event/job_name.hpp"
#include "lib/sphinx/sphinx_stages.hpp"

#include <map>
#include <memory>
#include <set>

namespace docbuild {

using EnvironmentSettings = std::vector<std::string>; // NAME=VALUE, sorted

struct PreparedCommand {
    BuilderCommand command;
    std::shared_ptr<const EnvironmentSettings> environment; // jobs that declare nothing share it
    std::variant<std::string, FailedToStart> executable;
    /// All that makes up the command: argv, declared environment, directory, the program's path;
    /// with the project's own directories as the manifest writes them.
    std::vector<std::string> words;
    /// It asks for no variable that is not set.
    bool is_complete = true;
    std::string wrapper{}; // the file of a `sphinx-build` that is no script of Python's, and is run
};

/// What becomes of `{env:NAME}` where the variable is not set: who runs the command refuses it, who
/// only looks leaves it as it stands.
enum class UnsetVariables { refused, left };

class JobCommands {
  public:
    /// `environment` is what builders inherit, the configuration's changes applied.
    JobCommands(const Plan& plan, Directories directories,
                std::map<std::string, std::string> environment, unsigned slots,
                UnsetVariables unset = UnsetVariables::refused);

    /// Throws InputError where the command asks for a variable of the environment that is not set,
    /// unless these are left.
    PreparedCommand prepare(JobId job);
    /// Throws InputError where `prepare` would for any of these jobs of a run.
    void check_environment(const std::vector<bool>& needed) const;

    /// What the Sphinx front is told; empty for a job of another stage.
    std::string front_input(JobId job, const BuilderCommand& command) const;
    /// Has all fronts use nothing of an earlier build.
    void build_fresh() { fresh_ = true; }
    /// Has all jobs do without patches that save time.
    void switch_speedups_off() { speedups_ = false; }
    /// Has the fronts of later jobs do without the patch, which has failed in one.
    void leave_out(const std::string& patch) { without_.insert(patch); }
    /// As SphinxOffers::shared_file and shared_text, of a `sphinx` stage.
    std::string shared_offers_file(JobId job) const { return sphinx_.shared_offers_file(job); }
    std::string shared_offers_text(JobId job) const { return sphinx_.shared_offers_text(job); }

    /// As SphinxStages::doctrees_of.
    std::string doctrees_of(JobId job) const { return sphinx_.doctrees_of(job); }

    const Plan& plan() const { return plan_; }
    const Directories& directories() const { return directories_; }
    const OwnDirectories& own() const { return own_; }

  private:
    /// What a command asks of the environment.
    struct Asked {
        bool any = false;
        bool lacks = false; // a variable that is not set
    };
    BuilderCommand fill_in(JobId job, Asked& asked) const;
    std::string complete_sphinx(JobId job, BuilderCommand& command) const;
    void start_sphinx(PreparedCommand& prepared, const std::string& path);

    const Plan& plan_;
    Directories directories_;
    OwnDirectories own_;
    std::map<std::string, std::string> environment_;
    std::shared_ptr<const EnvironmentSettings> inherited_; // environment_
    unsigned slots_;
    UnsetVariables unset_;
    bool speedups_ = true;
    bool fresh_ = false;
    std::set<std::string> without_;
    SphinxStages sphinx_;
    ExecutableSearch search_;
};

} // namespace docbuild
