// One run that builds: holds the build directory, and joins scheduler, loop, state and reporters.
// It does not know questions that are answered without building, nor the command line.
#pragma once

#include "lib/core/job_name.hpp"
#include "lib/core/job_rules.hpp"
#include "lib/core/scheduler.hpp"
#include "lib/run/attempts.hpp"
#include "lib/run/build_directory.hpp"
#include "lib/run/event_stream.hpp"
#include "lib/run/examiner.hpp"
#include "lib/run/guard_table.hpp"
#include "lib/run/launcher.hpp"
#include "lib/run/learned_modules.hpp"
#include "lib/run/line_file.hpp"
#include "lib/run/outer_build.hpp"
#include "lib/run/project.hpp"
#include "lib/run/reaper.hpp"
#include "lib/run/request.hpp"
#include "lib/run/run_log.hpp"
#include "lib/run/run_warnings.hpp"
#include "lib/run/settings.hpp"
#include "lib/run/terminal.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace docbuild {

/// What the machine and the configuration say.
struct Circumstances {
    std::map<std::string, std::string> environment;
    Settings settings;
};

/// The environment that builders inherit: the driver's, with the configuration's changes.
std::map<std::string, std::string> builders_environment(const Circumstances& circumstances);

class BuildRun {
  public:
    /// Opens and holds the build directory. `again` is the command line that a job's name
    /// completes. Throws InputError where a command asks for a variable that is not set, or where
    /// the file for events cannot be opened; WorkError where the build directory cannot be used.
    BuildRun(const Request& request, const Project& project, const Circumstances& circumstances,
             std::string again);

    const Examiner& examiner() const { return examiner_; }

    /// Builds what is needed of the selection; the exit status 0, 1 or 128 + signal.
    int build(const Selection& selection);
    /// The same; after success it writes the request's stamp and dependency file.
    int build_for_outer(const Selection& selection);

  private:
    void warn(const std::string& message) { warnings_.warn(message); }
    std::string open_logs();
    void log_to(std::string path, Descriptor file);
    Attempts::Circumstances circumstances_of_attempts(LearnedModules& learned);
    void tell_start(const std::vector<bool>& needed, const std::string& run);
    OuterBuild outer_build() const;
    std::vector<JobRules> rules() const;
    /// What the builder of a `sphinx` stage says of itself.
    std::string progress_of(const JobName& job) const;
    std::unique_ptr<Launcher> launcher(boost::asio::io_context& context, Reaper& reaper,
                                       GuardTable& table, BuilderEvents events,
                                       LearnedModules& learned);

    const Request& request_;
    const Project& project_;
    const Circumstances& circumstances_;
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
