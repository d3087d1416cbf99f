// One building run: holds the build directory, and connects scheduler, loop, state and reporters.
#pragma once

#include "lib/build/attempts.hpp"
#include "lib/build/event_stream.hpp"
#include "lib/build/outer_build.hpp"
#include "lib/build/run_warnings.hpp"
#include "lib/disk/line_file.hpp"
#include "lib/event/job_name.hpp"
#include "lib/examine/examiner.hpp"
#include "lib/host/terminal.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/launch/learned_modules.hpp"
#include "lib/plan/job_rules.hpp"
#include "lib/plan/selection.hpp"
#include "lib/process/guard_table.hpp"
#include "lib/process/reaper.hpp"
#include "lib/project/project.hpp"
#include "lib/project/request.hpp"
#include "lib/project/settings.hpp"
#include "lib/schedule/scheduler.hpp"
#include "lib/state/build_directory.hpp"
#include "lib/state/run_log.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace docbuild {

/// Settings from the machine and the configuration.
struct HostSettings {
    std::map<std::string, std::string> environment;
    Settings settings;
};

/// The environment that builders inherit: the driver's, with the configuration's changes.
std::map<std::string, std::string> builders_environment(const HostSettings& host);

class BuildRun {
  public:
    /// Opens and locks the build directory. `again` is the command line to which a job's name is
    /// appended. Throws InputError if a command uses an unset variable or the event file cannot be
    /// opened, WorkError if the build directory cannot be used.
    BuildRun(const Request& request, const Project& project, const HostSettings& host,
             std::string again);

    const Examiner& examiner() const { return examiner_; }

    /// Builds the stale part of the selection. Returns the exit status: 0, 1 or 128 + signal.
    int build(const Selection& selection);
    /// The same; on success also writes the request's stamp and dependency file.
    int build_for_outer(const Selection& selection);

  private:
    void warn(const std::string& message) { warnings_.warn(message); }
    std::string open_logs();
    void log_to(std::string path, Descriptor file);
    Attempts::AttemptServices attempt_services(LearnedModules& learned);
    void tell_start(const std::vector<bool>& needed, const std::string& run);
    OuterBuild outer_build() const;
    std::vector<JobRules> rules() const;
    /// Handles what the builder of a `sphinx` stage reports about itself.
    std::string progress_of(const JobName& job) const;
    std::unique_ptr<Launcher> launcher(boost::asio::io_context& context, Reaper& reaper,
                                       GuardTable& table, const LauncherReport& report,
                                       LearnedModules& learned);

    const Request& request_;
    const Project& project_;
    const HostSettings& host_;
    std::string again_;
    RunClock clock_;
    EventStream events_;
    RunWarnings warnings_{events_};
    Terminal terminal_;
    Descriptor events_file_;
    std::vector<std::unique_ptr<LineFile>> logs_;
    BuildDirectory directory_;
    JobCommands commands_;
    Examiner examiner_;
    std::vector<JobRules> rules_; // by job index
};

} // namespace docbuild
