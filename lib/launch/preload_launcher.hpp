// Starts preloaded builders through fork servers, and all others through the plain launcher.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/launch/kill_watch.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/launch/preload_server.hpp"
#include "lib/text/units.hpp"

#include <map>
#include <memory>
#include <set>

namespace docbuild {

class PreloadLauncher : public Launcher {
  public:
    struct PreloadOptions {
        std::string programs; // directory of the fork server's file
        std::string logs;     // directory for the servers' output
        LearnedModules& learned;
        GuardTable& table;
        std::function<void(const std::string&)> warn;
    };

    /// `plain` starts builders that are not preloaded; both report to the same callback.
    PreloadLauncher(boost::asio::io_context& context, Reaper& reaper,
                    std::unique_ptr<Launcher> plain, LauncherReport report, PreloadOptions options);

    void launch(const BuilderRequest& request) override;
    void signal(JobId job, int signal) override;
    void close() override;
    bool is_closed() const override;

  private:
    enum class Phase { starting, ready, unusable };
    struct Server {
        Phase phase = Phase::starting;
        std::unique_ptr<PreloadServer> process;
        std::set<JobId> jobs; // assigned to it and not ended yet
    };
    struct Builder {
        BuilderRequest request;
        std::vector<std::string> arguments;
        Server* server = nullptr;
        Instant since;                // time of the request; of the fork, once it is known
        pid_t process = 0;            // 0: not known yet
        std::vector<int> signals{};   // requested before the process was known
        bool is_stopped_here = false; // by `signal`, and not known to have resumed
    };

    std::optional<PythonCommand> command_of(const BuilderRequest& request);
    Server& server_of(const BuilderRequest& request, const PythonCommand& command);
    std::unique_ptr<Server> new_server(const ServerKey& key, const BuilderRequest& request);
    Server& next_server(Server& server);
    void hand_over(JobId job, Server& next);
    void leave(Server& server, JobId job);
    Builder forget(JobId job);
    void send(Builder& builder);
    void send_signal(JobId job, pid_t group, int signal) const;
    void fail(JobId job, const FailedToStart& failure);
    void said(Server& server, const ForkMessage& message);
    void on(Server& server, const fork_message::Ready& ready);
    void on(Server& server, const fork_message::Warm& warm);
    void on(Server& server, const fork_message::Failed& failed);
    void on(Server& server, const fork_message::Started& started);
    void on(Server& server, const fork_message::Stopped& stopped);
    void on(Server& server, const fork_message::Ended& ended);
    void on(Server& server, const fork_message::Refused& refused);
    void abandon_servers_of(const std::vector<JobId>& jobs);
    void give_up(Server& server, const std::string& why);
    void start_plainly(JobId job);
    void end_builder(JobId job, const Ending& ending, Usage usage);
    void warn_once(const std::string& message);
    void warn_of_server(const std::vector<std::string>& warnings);

    Reaper& reaper_;
    std::unique_ptr<Launcher> plain_;
    LauncherReport report_;
    PreloadOptions options_;
    std::set<std::string> said_; // warnings
    PreloadServer::Services services_;
    std::map<ServerKey, std::unique_ptr<Server>> servers_;
    std::vector<std::unique_ptr<Server>> old_servers_; // no longer fork, but still have jobs
    std::map<JobId, Builder> builders_;                // started through a server
    KillWatch kills_;
};

} // namespace docbuild
