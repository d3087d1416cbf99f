// Starts each builder as a child process of the driver; the reaper reports how it ended.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/event/job_name.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/process/reaper.hpp"

#include <boost/asio/io_context.hpp>

#include <unordered_map>

namespace docbuild {

class LocalLauncher : public Launcher {
  public:
    /// Throws WorkError if /dev/null cannot be opened.
    LocalLauncher(boost::asio::io_context& context, Reaper& reaper, LauncherReport report);

    void launch(const BuilderRequest& request) override;
    void signal(JobId job, int signal) override;

  private:
    boost::asio::io_context& context_;
    Reaper& reaper_;
    LauncherReport report_;
    Descriptor null_;
    std::unordered_map<JobId, pid_t> running_;
};

} // namespace docbuild
