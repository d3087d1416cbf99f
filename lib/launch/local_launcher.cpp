#include "lib/launch/local_launcher.hpp"

#include "lib/process/builder_signals.hpp"
#include "lib/process/process_start.hpp"
#include "lib/text/error.hpp"

#include <fcntl.h>

#include <cerrno>
#include <csignal>

namespace docbuild {

LocalLauncher::LocalLauncher(boost::asio::io_context& context, Reaper& reaper,
                             LauncherReport report)
    : context_(context), reaper_(reaper), report_(std::move(report)),
      null_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
    if (!null_.is_open()) {
        throw WorkError(system_message("open", "/dev/null", errno));
    }
}

void LocalLauncher::launch(const BuilderRequest& request) {
    const Instant since = reaper_.now();
    const auto started =
        start_process(context_, {request.executable, request.argv, request.environment, request.cwd,
                                 null_.get(), request.log, request.group});
    const JobId job = request.job;
    if (const auto* failure = std::get_if<FailedToStart>(&started)) {
        report_(launcher_event::Failed{job, *failure});
        return;
    }
    const pid_t process = std::get<pid_t>(started);
    running_.emplace(job, process);
    reaper_.watch(process,
                  {[this, job](const Ending& ending, const Usage& usage) {
                       running_.erase(job);
                       report_(launcher_event::Ended{job, ending, usage});
                   },
                   [this, job](bool stopped) {
                       report_(launcher_event::StoppedOrContinued{job, stopped});
                   }},
                  since);
    report_(launcher_event::Started{job, process, false});
}

void LocalLauncher::signal(JobId job, int signal) {
    const auto found = running_.find(job);
    if (found == running_.end()) {
        return;
    }
    if (const int error = signal_group(found->second, signal)) {
        report_(launcher_event::NotSignalled{job, signal, error});
    }
}

} // namespace docbuild
