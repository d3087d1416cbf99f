#include "lib/launch/preload_launcher.hpp"

#include "lib/disk/files.hpp"
#include "lib/process/builder_signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace docbuild {

namespace {

constexpr std::chrono::seconds longest_silence(1); // after a builder's SIGKILL

} // namespace

PreloadLauncher::PreloadLauncher(boost::asio::io_context& context, Reaper& reaper,
                                 std::unique_ptr<Launcher> plain, LauncherReport report,
                                 PreloadOptions options)
    : reaper_(reaper), plain_(std::move(plain)), report_(std::move(report)),
      options_(std::move(options)), services_{
                                        context,
                                        reaper,
                                        options_.table,
                                        options_.learned,
                                        options_.programs,
                                        options_.logs,
                                        [this](const std::string& message) { warn_once(message); },
                                        [this](pid_t group) {
                                            report_(launcher_event::HasGroup{group});
                                        }},
      kills_(context, reaper.clock(), longest_silence,
             [this](const std::vector<JobId>& jobs) { abandon_servers_of(jobs); }) {}

void PreloadLauncher::launch(const BuilderRequest& request) {
    auto command = command_of(request);
    if (!command) {
        plain_->launch(request);
        return;
    }
    Server& server = server_of(request, *command);
    if (server.phase == Phase::unusable) {
        plain_->launch(request);
        return;
    }
    Builder& builder = builders_
                           .emplace(request.job, Builder{request, std::move(command->arguments),
                                                         &server, reaper_.now()})
                           .first->second;
    server.jobs.insert(request.job);
    if (server.phase == Phase::ready) {
        send(builder);
    }
}

std::optional<PythonCommand> PreloadLauncher::command_of(const BuilderRequest& request) {
    if (!request.preload || std::holds_alternative<PreloadOff>(*request.preload)) {
        return std::nullopt;
    }
    auto command = python_command_of(request);
    if (!command) {
        warn_once(fmt::format("'preload' has no effect on '{}': it is not a script of Python's, "
                              "PYTHON FILE or PYTHON -m MODULE",
                              request.argv.front()));
    }
    return command;
}

PreloadLauncher::Server& PreloadLauncher::server_of(const BuilderRequest& request,
                                                    const PythonCommand& command) {
    const std::string learners =
        docbuild::learners(request.is_sphinx, command.interpreter, request.stage);
    const ServerKey key = server_key(request, command, options_.learned.modules(learners));
    std::unique_ptr<Server>& server = servers_[key];
    if (!server) {
        server = new_server(key, request);
        server->process->start(key.learns ? std::set{learners} : std::set<std::string>());
    } else if (key.learns) {
        server->process->add_learners(learners);
    }
    return *server;
}

std::unique_ptr<PreloadLauncher::Server>
PreloadLauncher::new_server(const ServerKey& key, const BuilderRequest& request) {
    auto server = std::make_unique<Server>();
    Server& events = *server;
    server->process = std::make_unique<PreloadServer>(
        services_, key, request,
        PreloadServer::Events{
            [this, &events](const ForkMessage& message) { said(events, message); },
            [this, &events](const std::string& why) { give_up(events, why); }});
    return server;
}

/// A server without any learned modules, for jobs that `server` cannot fork.
PreloadLauncher::Server& PreloadLauncher::next_server(Server& server) {
    std::unique_ptr<Server>& place = servers_.at(server.process->key());
    if (place.get() == &server) {
        old_servers_.push_back(std::move(place));
        place = new_server(server.process->key(), server.process->first());
        place->process->leave_out_all_learned();
        place->process->start(server.process->learners());
    }
    return *place;
}

/// Ends a server that has no jobs and will not get any.
void PreloadLauncher::leave(Server& server, JobId job) {
    server.jobs.erase(job);
    if (server.jobs.empty() && std::any_of(old_servers_.begin(), old_servers_.end(),
                                           [&](const auto& old) { return old.get() == &server; })) {
        server.process->end();
    }
}

void PreloadLauncher::hand_over(JobId job, Server& next) {
    Builder& builder = builders_.at(job);
    leave(*builder.server, job);
    builder.server = &next;
    next.jobs.insert(job);
    if (next.phase == Phase::unusable) {
        start_plainly(job);
    } else if (next.phase == Phase::ready) {
        send(builder);
    }
}

void PreloadLauncher::send(Builder& builder) {
    const BuilderRequest& request = builder.request;
    const ForkRequest message{static_cast<std::uint32_t>(index(request.job)), request.cwd,
                              builder.arguments, request.environment, request.written};
    if (const int error = builder.server->process->process().send(message, request.log)) {
        fail(request.job, {error, "fcntl"});
    }
}

PreloadLauncher::Builder PreloadLauncher::forget(JobId job) {
    auto builder = builders_.extract(job);
    leave(*builder.mapped().server, job);
    kills_.ended(job);
    return std::move(builder.mapped());
}

void PreloadLauncher::fail(JobId job, const FailedToStart& failure) {
    forget(job);
    report_(launcher_event::Failed{job, failure});
}

void PreloadLauncher::signal(JobId job, int signal) {
    const auto found = builders_.find(job);
    if (found == builders_.end()) {
        plain_->signal(job, signal);
        return;
    }
    Builder& builder = found->second;
    const bool ends_it = signal == SIGTERM || signal == SIGKILL;
    builder.is_stopped_here |= signal == SIGSTOP;
    if (builder.process != 0) {
        send_signal(job, builder.process, signal);
    } else if (builder.server->phase == Phase::starting && ends_it) {
        end_builder(job, Signalled{signal}, {}); // it has not been requested yet
        return;
    } else {
        builder.signals.push_back(signal);
    }
    if (signal == SIGKILL) {
        kills_.killed(job);
    }
}

void PreloadLauncher::send_signal(JobId job, pid_t group, int signal) const {
    if (const int error = signal_group(group, signal)) {
        report_(launcher_event::NotSignalled{job, signal, error});
    }
}

/// Abandons servers that did not report the end of builders killed long ago.
void PreloadLauncher::abandon_servers_of(const std::vector<JobId>& jobs) {
    std::set<Server*> silent;
    for (const JobId job : jobs) {
        silent.insert(builders_.at(job).server);
    }
    for (Server* const server : silent) {
        server->process->process().abandon("it stopped reporting on its builders");
    }
}

void PreloadLauncher::close() {
    kills_.close();
    for (auto& [key, server] : servers_) {
        server->process->end();
    }
    for (auto& server : old_servers_) {
        server->process->end();
    }
}

bool PreloadLauncher::is_closed() const {
    return std::none_of(servers_.begin(), servers_.end(),
                        [](const auto& entry) { return entry.second->process->lives(); }) &&
           std::none_of(old_servers_.begin(), old_servers_.end(),
                        [](const auto& server) { return server->process->lives(); });
}

void PreloadLauncher::said(Server& server, const ForkMessage& message) {
    std::visit(
        [&](const auto& what) {
            if constexpr (requires { on(server, what); }) { // PreloadServer handles the others
                on(server, what);
            }
        },
        message);
}

void PreloadLauncher::on(Server& server, const fork_message::Ready& ready) {
    server.phase = Phase::ready;
    warn_of_server(ready.warnings);
    for (const JobId job : std::set<JobId>(server.jobs)) { // copied: a failed send removes its job
        send(builders_.at(job));
    }
}

/// Only sent by servers of `sphinx` stages.
void PreloadLauncher::on(Server& server, const fork_message::Warm& warm) {
    options_.learned.leave_out(learners(true, server.process->key().interpreter, {}),
                               warm.imported);
    warn_of_server(warm.warnings);
}

void PreloadLauncher::on(Server& server, const fork_message::Failed& failed) {
    give_up(server, failed.reason);
}

void PreloadLauncher::on(Server&, const fork_message::Started& started) {
    const auto found = builders_.find(JobId(started.job));
    if (found == builders_.end()) {
        return;
    }
    Builder& builder = found->second;
    builder.process = started.process;
    const Duration age = std::chrono::steady_clock::now() - started.forked;
    builder.since = std::clamp(reaper_.now() - age, builder.since, reaper_.now());
    if (builder.request.group != nullptr) {
        *builder.request.group = started.process;
    }
    report_(launcher_event::Started{found->first, started.process, true});
    for (const int signal : builder.signals) {
        send_signal(found->first, started.process, signal);
    }
}

/// Stops and resumes initiated by `signal` are not reported.
void PreloadLauncher::on(Server&, const fork_message::Stopped& stopped) {
    const auto found = builders_.find(JobId(stopped.job));
    if (found == builders_.end()) {
        return;
    }
    bool& is_stopped_here = found->second.is_stopped_here;
    if (is_stopped_here) {
        is_stopped_here = stopped.is_stopped;
        return;
    }
    report_(launcher_event::StoppedOrContinued{found->first, stopped.is_stopped});
}

void PreloadLauncher::on(Server& server, const fork_message::Ended& ended) {
    const auto found = builders_.find(JobId(ended.job));
    if (found == builders_.end()) {
        return;
    }
    if (ended.status == 0) {
        server.process->note_imports(ended.job, found->second.request.stage);
    }
    end_builder(found->first, ending_of(ended.status), ended.usage);
}

/// If the server itself is what exhausts the limit on processes, it is ended to make room.
void PreloadLauncher::on(Server& server, const fork_message::Refused& refused) {
    const auto found = builders_.find(JobId(refused.job));
    if (found == builders_.end()) {
        return;
    }
    if (!refused.failed.empty() && server.process->has_learned_modules()) {
        server.process->note_unfit(refused.failed);
        hand_over(found->first, next_server(server));
        return;
    }
    const bool is_idle = std::all_of(server.jobs.begin(), server.jobs.end(),
                                     [this](JobId job) { return builders_.at(job).process == 0; });
    if (is_idle && is_resource_shortage(refused.error_number)) {
        server.process->process().abandon(refused.reason);
        return;
    }
    warn_once("fork server: " + refused.reason + "; starting builders without preloading");
    start_plainly(found->first);
}

/// Builders waiting for the server start without preloading. Running ones would be orphaned, so
/// they are killed and reported as crashed.
void PreloadLauncher::give_up(Server& server, const std::string& why) {
    if (server.phase == Phase::unusable) {
        return; // it reported why, and has ended since
    }
    server.phase = Phase::unusable;
    server.process->release();
    warn_once(
        fmt::format("fork server unavailable ({}); starting builders without preloading", why));
    for (const JobId job : std::set<JobId>(server.jobs)) {
        const Builder& builder = builders_.at(job);
        if (builder.process == 0) {
            start_plainly(job);
            continue;
        }
        report_(launcher_event::GivenUp{job});
        send_signal(job, builder.process, SIGKILL);
        end_builder(job, Signalled{SIGKILL}, {});
    }
}

void PreloadLauncher::start_plainly(JobId job) {
    const Builder builder = forget(job);
    plain_->launch(builder.request);
    for (const int signal : builder.signals) {
        plain_->signal(job, signal);
    }
}

void PreloadLauncher::end_builder(JobId job, const Ending& ending, Usage usage) {
    usage.wall = reaper_.now() - forget(job).since;
    report_(launcher_event::Ended{job, ending, usage});
}

void PreloadLauncher::warn_once(const std::string& message) {
    if (said_.insert(message).second) {
        options_.warn(message);
    }
}

void PreloadLauncher::warn_of_server(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) {
        warn_once("fork server: " + warning);
    }
}

} // namespace docbuild
