#include "lib/run/preload_launcher.hpp"

#include "lib/core/builder_tag.hpp"
#include "lib/core/error.hpp"
#include "lib/core/path_text.hpp"
#include "lib/run/builder_signals.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace docbuild {

namespace {

constexpr std::string_view path_setting = "PATH=";
constexpr std::chrono::seconds longest_silence(1); // after a builder's SIGKILL

/// What the interpreter and the loader read at start-up alone: the server's must be the job's.
bool is_read_at_start(std::string_view setting) {
    constexpr std::array prefixes = {
        "PYTHON", "LD_", "DYLD_", "HOME=", "LANG=", "LC_ALL=", "LC_CTYPE="};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const char* prefix) { return setting.starts_with(prefix); });
}

std::vector<std::string> read_at_start(const std::vector<std::string>& environment) {
    std::vector<std::string> settings;
    std::copy_if(environment.begin(), environment.end(), std::back_inserter(settings),
                 is_read_at_start);
    return settings;
}

std::string path_of(const std::vector<std::string>& environment) {
    for (const std::string& setting : environment) {
        if (setting.starts_with(path_setting)) {
            return setting.substr(path_setting.size());
        }
    }
    return "/usr/bin:/bin"; // as execvp(3)
}

/// The server starts processes for many jobs: what they leave must not be taken for the first
/// one's.
void set_fork_server_tag(std::string& setting) {
    const std::string name = std::string(builder_variable) + "=";
    if (setting.starts_with(name)) {
        setting = name + fork_server_tag(std::string_view(setting).substr(name.size()));
    }
}

Ending ending_of(int status) {
    return WIFSIGNALED(status) ? Ending(Signalled{WTERMSIG(status)})
                               : Ending(Exited{WEXITSTATUS(status)});
}

} // namespace

PreloadLauncher::PreloadLauncher(boost::asio::io_context& context, Reaper& reaper,
                                 std::unique_ptr<Launcher> plain, BuilderEvents events,
                                 Circumstances circumstances)
    : context_(context), reaper_(reaper), plain_(std::move(plain)), events_(std::move(events)),
      circumstances_(std::move(circumstances)), silence_(context) {}

void PreloadLauncher::launch(const BuilderRequest& request) {
    auto command = command_of(request);
    if (!command) {
        plain_->launch(request);
        return;
    }
    Server& server = server_of(key_of(request, *command), request);
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
    auto command =
        python_command(request.executable, request.argv, path_of(request.environment), request.cwd);
    if (!command) {
        warn_once(fmt::format("'preload' has no effect on '{}': it is not a script of Python's, "
                              "PYTHON FILE or PYTHON -m MODULE",
                              request.argv.front()));
    }
    return command;
}

PreloadLauncher::Key PreloadLauncher::key_of(const BuilderRequest& request,
                                             const PythonCommand& command) const {
    Key key{command.interpreter, command.options, {}, read_at_start(request.environment)};
    if (const auto* modules = std::get_if<std::vector<std::string>>(&*request.preload)) {
        for (const std::string& module : *modules) {
            key.arguments.insert(key.arguments.end(), {"--preload", module});
        }
    } else if (request.is_sphinx) {
        for (const std::string& module : circumstances_.learned) {
            key.arguments.insert(key.arguments.end(), {"--try", module});
        }
    }
    if (request.is_sphinx) {
        key.arguments.insert(key.arguments.end(),
                             {"--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
                              "--warm", "docbuild_sphinx.warm"});
    }
    const std::string& first = command.arguments.front();
    key.arguments.insert(
        key.arguments.end(),
        {"--directory", first == "-m" ? request.cwd : parent_of(resolve(first, request.cwd))});
    return key;
}

PreloadLauncher::Server& PreloadLauncher::server_of(const Key& key, const BuilderRequest& request) {
    const auto [found, is_new] = servers_.try_emplace(key);
    if (is_new) {
        start(found->second, key, request);
    }
    return found->second;
}

void PreloadLauncher::start(Server& server, const Key& key, const BuilderRequest& request) {
    server.fork_server = std::make_unique<ForkServer>(
        context_, reaper_,
        ForkServer::Events{[this, &server](const ForkMessage& message) { said(server, message); },
                           [this, &server](const std::string& why) { give_up(server, why); }});
    std::vector<std::string> environment = request.environment;
    for (std::string& setting : environment) {
        set_fork_server_tag(setting);
    }
    const auto has_seed = [](const std::string& setting) {
        return setting.starts_with("PYTHONHASHSEED=");
    };
    if (std::none_of(environment.begin(), environment.end(), has_seed)) {
        environment.emplace_back("PYTHONHASHSEED=0"); // what is written must not differ by the run
    }
    if (const int error = make_directories(circumstances_.logs)) {
        give_up(server, system_message("mkdir", circumstances_.logs, error));
        return;
    }
    const Duration grace = circumstances_.grace_of(request.job);
    std::vector<std::string> arguments = key.arguments;
    arguments.insert(arguments.end(), {"--grace", fmt::format("{}", seconds(grace))});
    server.guarded = circumstances_.table.reserve(grace);
    const auto failure = server.fork_server->start(
        {key.interpreter, key.options, circumstances_.programs + "/fork-server",
         std::move(arguments), std::move(environment), request.cwd,
         fmt::format("{}/{}.log", circumstances_.logs, servers_.size()),
         server.guarded == nullptr ? nullptr : &server.guarded->group});
    if (failure) {
        give_up(server, fmt::format("{}: {}", failure->call,
                                    std::generic_category().message(failure->error_number)));
        return;
    }
    events_.has_group(server.fork_server->process());
}

void PreloadLauncher::send(Builder& builder) {
    const BuilderRequest& request = builder.request;
    const auto number = [](JobId job) { return static_cast<std::uint32_t>(index(job)); };
    ForkRequest message{number(request.job), request.cwd, builder.arguments, request.environment,
                        request.may_park};
    if (request.resumes) {
        message.resumes = number(*request.resumes);
    }
    message.written = request.written;
    if (const int error = builder.server->fork_server->send(message, request.log)) {
        fail(request.job, {error, "fcntl"});
    }
}

void PreloadLauncher::fail(JobId job, const FailedToStart& failure) {
    builders_.at(job).server->jobs.erase(job);
    builders_.erase(job);
    events_.failed(job, failure);
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
        end_builder(job, Signalled{signal}, {}); // it has not been asked for yet
        return;
    } else {
        builder.signals.push_back(signal);
    }
    if (signal == SIGKILL && !builder.killed_at) {
        builder.killed_at = reaper_.now();
        watch_killed();
    }
}

void PreloadLauncher::send_signal(JobId job, pid_t group, int signal) const {
    if (const int error = signal_group(group, signal)) {
        events_.not_signalled(job, signal, error);
    }
}

/// A server that does not tell of the end of what was killed is not waited for.
void PreloadLauncher::watch_killed() {
    std::optional<Instant> first;
    for (const auto& [job, builder] : builders_) {
        if (builder.killed_at && (!first || *builder.killed_at < *first)) {
            first = builder.killed_at;
        }
    }
    if (!first) {
        return;
    }
    silence_.expires_after(*first + longest_silence - reaper_.now());
    silence_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            give_up_silent();
            watch_killed();
        }
    });
}

void PreloadLauncher::give_up_silent() {
    std::set<Server*> silent;
    for (const auto& [job, builder] : builders_) {
        if (builder.killed_at && reaper_.now() - *builder.killed_at >= longest_silence) {
            silent.insert(builder.server);
        }
    }
    for (Server* const server : silent) {
        server->fork_server->abandon("it does not tell what becomes of its builders");
    }
}

void PreloadLauncher::close() {
    silence_.cancel();
    for (auto& [key, server] : servers_) {
        server.fork_server->end();
        circumstances_.table.release(std::exchange(server.guarded, nullptr));
    }
}

bool PreloadLauncher::is_closed() const {
    return std::none_of(servers_.begin(), servers_.end(),
                        [](const auto& entry) { return entry.second.fork_server->lives(); });
}

void PreloadLauncher::said(Server& server, const ForkMessage& message) {
    std::visit([&](const auto& what) { on(server, what); }, message);
}

void PreloadLauncher::on(Server& server, const fork_message::Ready& ready) {
    server.phase = Phase::ready;
    warn_of_server(ready.warnings);
    for (const JobId job : std::set<JobId>(server.jobs)) { // one that cannot be sent fails
        send(builders_.at(job));
    }
}

void PreloadLauncher::on(Server&, const fork_message::Warm& warm) {
    circumstances_.imported(warm.imported);
    warn_of_server(warm.warnings);
}

void PreloadLauncher::on(Server& server, const fork_message::Unsafe& unsafe) {
    give_up(server, fmt::format("{} threads run in it after the import of '{}', and nothing is "
                                "forked from a thread; imported were: {}",
                                unsafe.threads, unsafe.culprit, fmt::join(unsafe.imported, ", ")));
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
    events_.started(found->first, started.process, true);
    for (const int signal : builder.signals) {
        send_signal(found->first, started.process, signal);
    }
}

/// What `signal` itself has stopped and continued is nothing to tell of.
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
    events_.stopped_or_continued(found->first, stopped.is_stopped);
}

void PreloadLauncher::on(Server&, const fork_message::Ended& ended) {
    if (builders_.contains(JobId(ended.job))) {
        end_builder(JobId(ended.job), ending_of(ended.status), ended.usage);
    }
}

/// Where the limit on processes leaves no room beside the server, it makes room itself.
void PreloadLauncher::on(Server& server, const fork_message::Refused& refused) {
    const auto found = builders_.find(JobId(refused.job));
    if (found == builders_.end()) {
        return;
    }
    const bool is_idle = std::all_of(server.jobs.begin(), server.jobs.end(),
                                     [this](JobId job) { return builders_.at(job).process == 0; });
    if (is_idle && is_want_of_room(refused.error_number)) {
        server.fork_server->abandon(refused.reason);
        return;
    }
    warn_once("fork server: " + refused.reason + "; its builders start the plain way");
    start_plainly(found->first);
}

/// What waits for the server starts the plain way. A builder that runs would be nobody's child: it
/// is ended, and has crashed as far as others can tell.
void PreloadLauncher::give_up(Server& server, const std::string& why) {
    if (server.phase == Phase::unusable) {
        return; // it has said why itself, and has ended since
    }
    server.phase = Phase::unusable;
    circumstances_.table.release(std::exchange(server.guarded, nullptr));
    warn_once(fmt::format("no builders are preloaded: the fork server cannot be used: {}; they "
                          "start the plain way",
                          why));
    for (const JobId job : std::set<JobId>(server.jobs)) {
        const Builder& builder = builders_.at(job);
        if (builder.process == 0) {
            start_plainly(job);
            continue;
        }
        events_.given_up(job);
        send_signal(job, builder.process, SIGKILL);
        end_builder(job, Signalled{SIGKILL}, {});
    }
}

void PreloadLauncher::start_plainly(JobId job) {
    Builder builder = std::move(builders_.at(job));
    builder.server->jobs.erase(job);
    builders_.erase(job);
    plain_->launch(builder.request);
    for (const int signal : builder.signals) {
        plain_->signal(job, signal);
    }
}

void PreloadLauncher::end_builder(JobId job, const Ending& ending, Usage usage) {
    const auto found = builders_.find(job);
    usage.wall = reaper_.now() - found->second.since;
    found->second.server->jobs.erase(job);
    builders_.erase(found);
    events_.ended(job, ending, usage);
}

void PreloadLauncher::warn_once(const std::string& message) {
    if (said_.insert(message).second) {
        circumstances_.warn(message);
    }
}

void PreloadLauncher::warn_of_server(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) {
        warn_once("fork server: " + warning);
    }
}

} // namespace docbuild
