// A fork server as long as jobs need it: it is started again without the modules that kept it from
// starting, and what is learned of them is passed on.
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
        std::function<void(pid_t)> has_group; // a server's
        unsigned starts = 0;                  // of servers
    };
    struct Events {
        /// What concerns jobs, and whether there is a server for them.
        std::function<void(const ForkMessage&)> said;
        /// There will be no server any more.
        std::function<void(const std::string& why)> gone;
    };

    /// `first` is the request that it is started for.
    PreloadServer(Services& services, ServerKey key, BuilderRequest first, Events events);

    /// For jobs of these `learners`, as LearnedModules has them.
    void start(const std::set<std::string>& learners);
    /// Others share it.
    void add_learners(const std::string& learners) { learners_.insert(learners); }
    const std::set<std::string>& learners() const { return learners_; }

    const ServerKey& key() const { return key_; }
    const BuilderRequest& first() const { return first_; }
    bool has_learned_modules() const { return !plan_.list.learned().empty(); }
    void leave_out_all_learned() { plan_.list.leave_out({}, {}); }
    void note_unfit(const Versions& packages);
    /// Learns from the job, which has succeeded.
    void note_imports(std::uint32_t job, const std::string& stage);

    ForkServer& process() { return *process_; }
    void end();
    /// Its process group needs no guard any more.
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
    fork_message::Importing importing_; // the last one
    GuardedGroup* guarded_ = nullptr;
    std::unique_ptr<ForkServer> process_;
    std::vector<std::unique_ptr<ForkServer>> retired_; // whose place another one has
};

} // namespace docbuild
