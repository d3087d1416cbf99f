#include "lib/build/build_run.hpp"

#include "lib/build/build_loop.hpp"
#include "lib/build/display.hpp"
#include "lib/build/event_wait.hpp"
#include "lib/build/last_run.hpp"
#include "lib/build/scheduled_plan.hpp"
#include "lib/command/project_directories.hpp"
#include "lib/command/sphinx_exchange.hpp"
#include "lib/disk/files.hpp"
#include "lib/examine/estimates.hpp"
#include "lib/guard/guard.hpp"
#include "lib/guard/leftovers.hpp"
#include "lib/host/host.hpp"
#include "lib/host/standard_error.hpp"
#include "lib/host/version.hpp"
#include "lib/launch/local_launcher.hpp"
#include "lib/launch/preload_launcher.hpp"
#include "lib/logs/log_watch.hpp"
#include "lib/process/builder_tag.hpp"
#include "lib/process/driver_signals.hpp"
#include "lib/report/event_log.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace docbuild {

namespace {

/// Opened without blocking, so that a slow or missing reader cannot hold up the build.
Descriptor open_events_file(const std::optional<std::string>& path) {
    if (!path) {
        return Descriptor();
    }
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK;
    Descriptor file(without_interruption([&] { return ::open(path->c_str(), flags, 0666); }));
    if (!file.is_open()) {
        const int error = errno;
        throw InputError(system_message("open", *path, error) +
                         (error == ENXIO ? "; nobody reads that pipe: start its reader first"
                                         : "; check --events"));
    }
    return file;
}

/// Unique among the runs on this machine.
std::string name_of_run() {
    return fmt::format("{}-{}", ::getpid(),
                       std::chrono::steady_clock::now().time_since_epoch().count());
}

/// The tag this docbuild was given if another docbuild runs it as a builder.
std::string outer_tag(const std::map<std::string, std::string>& environment) {
    const auto found = environment.find(std::string(builder_variable));
    return found == environment.end() ? std::string() : found->second;
}

LoopSurroundings surroundings(EventWait& wait, LogWatch& log_watch) {
    return {[&wait] { return wait.poll(); },
            [&wait](std::optional<Instant> until) { return wait.wait(until); }, stop_this_process,
            [&log_watch](JobId job, int file, Bytes limit) { log_watch.watch(job, file, limit); },
            [&log_watch](JobId job) { log_watch.forget(job); }};
}

} // namespace

std::map<std::string, std::string> builders_environment(const HostSettings& host) {
    std::map<std::string, std::string> environment = host.environment;
    for (const auto& [name, change] : host.settings.config.environment) {
        if (change.value) {
            environment[name] = *change.value;
        } else {
            environment.erase(name);
        }
    }
    environment.erase(std::string(builder_variable)); // each builder gets its own
    return environment;
}

BuildRun::BuildRun(const Request& request, const Project& project, const HostSettings& host,
                   std::string again)
    : request_(request), project_(project), host_(host), again_(std::move(again)), events_(clock_),
      terminal_(STDERR_FILENO), events_file_(open_events_file(request.events)),
      directory_({project.directories.build}, own_directories(project.plan, project.directories),
                 request.wait ? BuildLock::Wait::yes : BuildLock::Wait::no, say_on_standard_error,
                 [this](const std::string& message) { warn(message); }),
      commands_(project.plan, project.directories, builders_environment(host),
                host.settings.mode.slots),
      examiner_(commands_, directory_.store()), rules_(rules()) {
    if (request.no_speedups) {
        commands_.switch_speedups_off();
    }
}

void BuildRun::log_to(std::string path, Descriptor file) {
    logs_.push_back(std::make_unique<LineFile>(
        std::move(path), std::move(file), [this](const std::string& message) { warn(message); }));
    events_.add(std::make_unique<EventLogReporter>(
        [log = logs_.back().get()](std::string_view line) { log->write(line); }, version));
}

/// By job index.
std::vector<JobRules> BuildRun::rules() const {
    const Config& config = host_.settings.config;
    const RunningRules command_line{given(request_, &ConfigLayer::timeout),
                                    given(request_, &ConfigLayer::grace),
                                    given(request_, &ConfigLayer::retries)};
    const RunningRules configuration{config.timeout.value, config.grace.value,
                                     config.retries.value};
    std::vector<JobRules> rules;
    for (std::size_t i = 0; i < project_.plan.jobs.size(); ++i) {
        rules.push_back(rules_of(*project_.plan.keys_of(JobId(i)), command_line, configuration));
    }
    return rules;
}

std::string BuildRun::progress_of(const JobName& job) const {
    const JobId id = project_.plan.job_named.at(job.text());
    return project_.plan.keys_of(id)->sphinx ? sphinx_progress(project_.directories.build, job)
                                             : std::string();
}

void BuildRun::tell_start(const std::vector<bool>& needed, const std::string& run) {
    RunStarted start;
    start.run = run;
    start.manifest = project_.manifest;
    start.build = project_.directories.build;
    const ModeDecision& mode = host_.settings.mode;
    start.mode = name_of(mode.mode);
    start.reason = mode.reason;
    start.slots = mode.slots;
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (needed[i]) {
            const Duration last = examiner_.record_of(JobId(i)).built_in;
            start.jobs += 1;
            start.estimated_work += last;
            start.estimated_jobs += last > Duration{} ? 1 : 0;
        }
    }
    events_.tell(start);
    warnings_.start();
}

std::unique_ptr<Launcher> BuildRun::launcher(boost::asio::io_context& context, Reaper& reaper,
                                             GuardTable& table, const LauncherReport& report,
                                             LearnedModules& learned) {
    auto plain = std::make_unique<LocalLauncher>(context, reaper, report);
    if (request_.no_preload) {
        return plain;
    }
    return std::make_unique<PreloadLauncher>(
        context, reaper, std::move(plain), report,
        PreloadLauncher::PreloadOptions{parent_of(project_.directories.sphinx_front),
                                        directory_.paths().preload(), learned, table,
                                        [this](const std::string& message) { warn(message); }});
}

/// Opens the run's own event log and the requested one. Returns the run's name.
std::string BuildRun::open_logs() {
    RunLogFile run_log = open_run_log(directory_.paths().runs());
    if (run_log.file.is_open()) {
        log_to(run_log.path, std::move(run_log.file));
    } else {
        warn(system_message("open", run_log.path, run_log.error) +
             "; this run leaves no event log there");
    }
    if (const auto unfinished = left_unfinished(run_log.previous.value_or(""))) {
        warn(last_run_cut_off(*unfinished));
    }
    if (events_file_.is_open()) {
        log_to(*request_.events, std::move(events_file_));
    }
    events_.when_told([this] {
        for (const auto& log : logs_) {
            log->flush();
        }
    });
    return run_log.run;
}

Attempts::AttemptServices BuildRun::attempt_services(LearnedModules& learned) {
    return {
        directory_.paths(),
        rules_,
        again_,
        [&learned](const std::string& interpreter, const std::string& stage, const auto& modules) {
            learned.note(learners(true, interpreter, stage), stage, modules);
        },
        [this](const std::string& message) { warn(message); },
        [this](const std::string& message) {
            if (request_.verbosity == Verbosity::verbose) {
                warn(message);
            }
        },
        !request_.no_preload};
}

int BuildRun::build(const Selection& selection) {
    commands_.check_environment(selection.needed); // fail before anything is started
    if (request_.rebuild) {
        commands_.build_fresh();
    }
    boost::asio::io_context context(1);
    const WatchedTerminal watched(terminal_, context);
    Reaper reaper(context, clock_);
    const std::string run = name_of_run();
    Guard guard(reaper, directory_.lock().descriptor(), run,
                [this](const std::string& message) { warn(message); });
    const ProgressOf progress_of = [this](const JobName& job) { return this->progress_of(job); };
    for (auto& reporter : reporters_for(request_, host_.environment, terminal_, progress_of)) {
        events_.add(std::move(reporter));
    }
    const std::string name = open_logs();
    const auto expected = expected_durations(examiner_, project_.directories, selection.needed);
    Scheduler scheduler(scheduled_jobs(project_.plan, selection.needed, rules_, expected),
                        {host_.settings.mode.slots, request_.keep_going},
                        scheduled_barriers(project_.plan));
    tell_start(selection.needed, name);

    LearnedModules learned(directory_.paths().learned_modules());
    Attempts attempts(project_.plan, commands_, examiner_, attempt_services(learned));
    Leftovers leftovers({clock_, guard.table(), run, outer_tag(host_.environment),
                         [&guard] { guard.expect_builder(); },
                         [this](const Warning& warning) { events_.tell(warning); }},
                        reaper);
    reaper.on_stranger([&leftovers] { leftovers.orphan_ended(); });
    std::optional<BuildLoop> loop;
    EventWait wait(context, clock_);
    LogWatch log_watch(context, [&loop](JobId job) { loop->log_outgrown(job); });
    loop.emplace(
        BuildLoop::Parts{surroundings(wait, log_watch), clock_, events_, project_.plan, examiner_,
                         attempts, leftovers, directory_.store(),
                         launcher(
                             context, reaper, guard.table(),
                             [&loop](const LauncherEvent& event) { loop->handle(event); }, learned),
                         progress_of, request_.rebuild},
        std::move(scheduler));
    const DriverSignals signals(context, {[&loop](int signal) { loop->stop(signal); },
                                          [&loop](int signal) { loop->pause(signal); },
                                          [&loop] { loop->tell_status(); }});
    const int exit = loop->run();
    learned.save();
    guard.dismiss();
    while (!guard.is_gone()) {
        context.run_one();
    }
    return exit;
}

OuterBuild BuildRun::outer_build() const {
    OuterBuild outer{*request_.stamp, request_.depfile, {}};
    for (const std::string& file : request_.config_files) {
        outer.read.push_back(resolve(file, current_directory()));
    }
    return outer;
}

int BuildRun::build_for_outer(const Selection& selection) {
    OuterBuildReport report(project_, commands_, examiner_, directory_.paths());
    report.note_start();
    const int exit = build(selection);
    if (exit == static_cast<int>(ExitStatus::success)) {
        report.write(outer_build(), selection.needed, say_on_standard_error);
    }
    return exit;
}

} // namespace docbuild
