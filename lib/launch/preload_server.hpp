// Keeps a fork server running while jobs need it: restarts it without modules that prevent it from
// starting, and passes on what is learned about them.
#pragma once

#include "lib/launch/fork_server.hpp"
#include "lib/launch/learned_modules.hpp"
#include "lib/launch/server_start.hpp"
#include "lib/process/guard_table.hpp"
#include "lib/text/units.hpp"

#include <memory>
#include <set>

namespace docbuild {

class PreloadServer {
  public:
    struct Services {
        boost::asio::io_context& context;
        Reaper& reaper;
        GuardTable& table;
        LearnedModules& learned;
        std::string programs; // directory of the fork server's file
        std::string logs;     // directory for the servers' output
        std::function<void(const std::string&)> warn;
        std::function<void(pid_t)> has_group; // the process group of a server
        unsigned starts = 0;                  // of servers
    };
    struct Events {
        /// Receives messages about jobs and about the server's readiness.
        std::function<void(const ForkMessage&)> said;
        /// Called when no server will be available any more.
        std::function<void(const std::string& why)> gone;
    };

    /// `first` is the request for which it is started.
    PreloadServer(Services& services, ServerKey key, BuilderRequest first, Events events);

    /// For jobs of these `learners` (see LearnedModules).
    void start(const std::set<std::string>& learners);
    /// Other learners share it.
    void add_learners(const std::string& learners) { learners_.insert(learners); }
    const std::set<std::string>& learners() const { return learners_; }

    const ServerKey& key() const { return key_; }
    const BuilderRequest& first() const { return first_; }
    bool has_learned_modules() const { return !plan_.list.learned().empty(); }
    void leave_out_all_learned() { plan_.list.leave_out({}, {}); }
    void note_unfit(const Versions& packages);
    /// Learns from a job that succeeded.
    void note_imports(std::uint32_t job, const std::string& stage);

    ForkServer& process() { return *process_; }
    void end();
    /// Whether its process group no longer needs a guard.
    void release();
    bool lives() const;

  private:
    void start_process();
    void start_again();
    bool leave_out(const fork_message::Importing& culprit, const std::string& why);
    void said(const ForkMessage& message);
    void found_unsafe(const fork_message::Unsafe& unsafe);
    void lost(const std::string& why);
    void give_up(const std::string& why);
    std::string lists() const { return services_.logs + "/imports"; }

    Services& services_;
    const ServerKey key_;
    const BuilderRequest first_;
    Events events_;
    ServerPlan plan_;
    std::set<std::string> learners_;
    bool is_starting_ = true;
    fork_message::Importing importing_; // the latest one
    GuardedGroup* guarded_ = nullptr;
    std::unique_ptr<ForkServer> process_;
    std::vector<std::unique_ptr<ForkServer>> retired_; // replaced by another
};

} // namespace docbuild
