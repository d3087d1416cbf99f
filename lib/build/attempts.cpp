#include "lib/build/attempts.hpp"

#include "lib/disk/files.hpp"
#include "lib/logs/log_keeping.hpp"
#include "lib/sphinx/sphinx_files.hpp"
#include "lib/text/depfile.hpp"
#include "lib/text/error.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/shell_quote.hpp"
#include "lib/wording/notices.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace docbuild {

namespace {

constexpr std::size_t tail_lines = 15;
constexpr std::size_t tail_bytes = 16U << 10U;
constexpr Bytes largest_depfile{64U << 20U};
constexpr Duration together = std::chrono::seconds(1); // ends this close count as simultaneous

/// Whether the builder was killed by SIGKILL, or is a shell reporting that for a program it ran.
bool is_end_by_kill(const Ending& ending) {
    const auto* signalled = std::get_if<Signalled>(&ending);
    const auto* exited = std::get_if<Exited>(&ending);
    return (signalled != nullptr && signalled->signal == SIGKILL) ||
           (exited != nullptr && exited->status == exit_status_of_killed);
}

/// Whether the builder failed in a way that the death of one of its child processes can explain. A
/// builder whose worker died may hang until its time limit.
bool has_failed_by_itself(const Attempt& attempt) {
    const bool is_given_up = attempt.was_killed && attempt.why_ended == Reason::none;
    const bool may_be_meant =
        attempt.why_ended == Reason::none || attempt.why_ended == Reason::timeout;
    const Findings& findings = attempt.findings;
    return may_be_meant && !is_given_up && !findings.log_limit_exceeded &&
           !std::holds_alternative<FailedToStart>(attempt.ending) &&
           is_failure(classify(attempt.ending, findings, attempt.why_ended));
}

/// Returns what is wrong with the depfile, preceded by its path; if nothing is, fills `paths`.
std::string read_depfile(const BuilderCommand& command, std::vector<std::string>& paths) {
    const std::string& path = *command.depfile;
    if (!path_exists(path)) {
        return path + ": the builder did not write it";
    }
    try {
        const Depfile depfile = parse_depfile(read_file(path, largest_depfile));
        for (const std::string& dependency : depfile.dependencies) {
            paths.push_back(resolve(dependency, command.cwd));
        }
        return depfile.fault.empty() ? "" : path + ":" + depfile.fault;
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

std::variant<BuilderRequest, FailedToStart> Attempts::begin(JobId job, unsigned number,
                                                            bool without_preload) {
    Attempt& attempt = attempts_[job];
    attempt = Attempt();
    attempt.number = number;
    attempt.prepared = commands_.prepare(job);
    attempt.log_limit = services_.rules[index(job)].log_limit;
    const JobName name = plan_.name_of(job);
    attempt.log.path = services_.paths.log_of(name);
    auto log = set_up_builder(services_.paths, name, attempt.prepared.command, number);
    if (const auto* failure = std::get_if<FailedToStart>(&log)) {
        return *failure;
    }
    attempt.log = std::move(std::get<BuilderLog>(log));
    if (const auto* failure = std::get_if<FailedToStart>(&attempt.prepared.executable)) {
        return *failure;
    }
    const BuilderCommand& command = attempt.prepared.command;
    if (command.preload || command.sphinx) {
        attempt.written = SphinxFiles{services_.paths.build}.written(name);
        ::unlink(attempt.written.c_str()); // left by an earlier attempt
    }
    attempt.snapshot = examiner_.snapshot(job, attempt.prepared, attempt.log.opened);
    if (const auto failure = set_up_sphinx(job, command, attempt.snapshot.inputs)) {
        return *failure;
    }
    examiner_.record_start(job);
    oom_claims_.started(job, oom_watch_.recent());
    BuilderRequest request{job, std::get<std::string>(attempt.prepared.executable), command.argv,
                           *attempt.prepared.environment, command.cwd};
    request.stage = name.stage;
    request.grace = services_.rules[index(job)].grace;
    request.log = attempt.log.file.get();
    request.preload =
        without_preload || !attempt.prepared.wrapper.empty() ? std::nullopt : command.preload;
    tell_of_wrapper(attempt);
    request.is_sphinx = command.sphinx.has_value();
    request.speedups = command.speedups;
    request.written = request.is_sphinx ? std::string() : attempt.written; // the front reports it
    return request;
}

std::optional<FailedToStart> Attempts::set_up_sphinx(JobId job, const BuilderCommand& command,
                                                     const InputSet& inputs) {
    const std::string shared = command.sphinx ? commands_.shared_offers_file(job) : std::string();
    if (!shared.empty()) {
        if (auto failure =
                offer_files_.write(shared, [&] { return commands_.shared_offers_text(job); })) {
            return failure;
        }
    }
    return docbuild::set_up_sphinx(services_.paths.build, plan_.name_of(job),
                                   commands_.front_input(job, command), command, inputs);
}

/// Outputs are required only from a builder that reported success.
void Attempts::look_at_outputs(Attempt& attempt) const {
    const auto* exited = std::get_if<Exited>(&attempt.ending);
    if (exited == nullptr || exited->status != 0) {
        return;
    }
    const BuilderCommand& command = attempt.prepared.command;
    attempt.findings.missing_output = examiner_.first_missing_output(command);
    if (command.depfile && attempt.findings.missing_output.empty()) {
        attempt.findings.bad_depfile = read_depfile(command, attempt.depfile_paths);
    }
}

/// Several builders may be killed together but are reaped one after another; those reaped earlier
/// count as running alongside the later ones.
void Attempts::look_for_lack_of_memory(JobId job, Attempt& attempt) {
    if (is_end_by_kill(attempt.ending) && !attempt.was_killed) {
        const auto ran_out = oom_claims_.killed(job, oom_watch_.read());
        attempt.findings.memory_ran_out = ran_out.value_or(false);
        attempt.findings.memory_is_unknown = !ran_out;
    } else if (has_failed_by_itself(attempt)) {
        attempt.findings.memory_ran_out =
            oom_claims_.failed(job, oom_watch_.read()).value_or(false);
    }
    oom_claims_.ended(job);
    if (!attempt.findings.memory_ran_out) {
        return;
    }
    const Instant now = std::chrono::steady_clock::now();
    std::erase_if(victims_, [&](const Victim& other) { return other.seen + together < now; });
    attempt.beside = names_of_running_except(job);
    const std::string name = plan_.name_of(job).text();
    for (const Victim& other : victims_) {
        if (other.job != name) { // not an earlier attempt of the same job
            attempt.beside.push_back(other.job);
        }
    }
    victims_.push_back({name, now});
}

void Attempts::tidy_log(Attempt& attempt) const {
    if (!attempt.log.file.is_open()) {
        return;
    }
    const ShortenedLog shortened = shorten_log(attempt.log.file.get(), attempt.log_limit);
    attempt.findings.log_limit_exceeded |= shortened.is_too_large;
    attempt.log_restored = restore_log(attempt.log.file.get(), attempt.log.path);
    if (shortened.error != 0 && attempt.log_restored.empty()) {
        attempt.log_restored = system_message("write", attempt.log.path, shortened.error) +
                               "; the end of this log is lost";
    }
    attempt.log.file.reset();
}

const Attempt& Attempts::started(JobId job, int process, bool is_preloaded) {
    Attempt& attempt = attempts_.at(job);
    attempt.process = process;
    attempt.findings.was_preloaded = is_preloaded;
    return attempt;
}

const Attempt& Attempts::ended(JobId job, const Ending& ending, const Usage& usage) {
    Attempt& attempt = attempts_.at(job);
    attempt.process = 0;
    attempt.ending = ending;
    attempt.usage = usage;
    tidy_log(attempt);
    look_at_outputs(attempt);
    look_for_lack_of_memory(job, attempt);
    return attempt;
}

void Attempts::record(JobId job, Attempt& attempt, const JobFinished& event) {
    const AttemptRecord cost{event.outcome, attempt.usage.wall, attempt.usage.user,
                             attempt.usage.system, attempt.usage.max_rss};
    if (is_success(event.outcome)) {
        if (!attempt.written.empty()) {
            attempt.snapshot.written = written_files(attempt.written);
        }
        MissingBefore missing{{}, event.missing_more};
        for (const MissingJob& before : event.missing) {
            missing.jobs.push_back(before.job.text());
        }
        examiner_.record_success(job, attempt.prepared, std::move(attempt.snapshot),
                                 std::move(attempt.depfile_paths), cost, std::move(missing));
    } else if (!event.will_retry) {
        examiner_.record_failure(job, cost);
    }
}

JobFinished Attempts::finish(JobId job, Outcome outcome, bool will_retry,
                             const MissingJobs::List& missing) {
    Attempt& attempt = attempts_.at(job);
    JobFinished event;
    event.job = plan_.name_of(job);
    event.attempt = attempt.number;
    event.outcome = outcome;
    event.ending = attempt.ending;
    event.findings = attempt.findings;
    event.usage = attempt.usage;
    event.log = attempt.log.path;
    event.command = attempt.prepared.command.argv;
    event.will_retry = will_retry;
    event.leaked = std::move(attempt.leaked);
    event.missing = missing.first;
    event.missing_more = missing.more;
    if (!is_success(outcome)) {
        event.log_tail = tail_of(attempt.log.path, tail_lines, tail_bytes);
        event.again = services_.again + shell_quoted(event.job.text());
        event.time_limit = services_.rules[index(job)].timeout;
    }
    if (outcome == Outcome::out_of_memory) {
        event.also_running = attempt.beside;
        if (attempt.why_ended == Reason::timeout) {
            event.notes.emplace_back("docbuild ended it at its time limit");
        }
    }
    if (attempt.findings.log_limit_exceeded) {
        event.log_limit = attempt.log_limit;
    }
    if (attempt.prepared.command.sphinx) {
        const auto* interpreter = std::get_if<std::string>(&attempt.prepared.executable);
        tell_of_sphinx(event, interpreter == nullptr ? "" : *interpreter);
    }
    if (outcome == Outcome::crashed && attempt.findings.was_preloaded && will_retry) {
        event.notes.emplace_back("crashed while preloaded; retrying without preloading");
    }
    record(job, attempt, event);
    attempts_.erase(job);
    return event;
}

void Attempts::tell_of_sphinx(JobFinished& event, const std::string& interpreter) {
    const SphinxReport report = sphinx_report(services_.paths.build, event.job);
    tell_of_patches(report, event.job.text());
    event.counts = report.counts;
    event.findings_file = SphinxFiles{services_.paths.build}.findings(event.job);
    if (is_success(event.outcome)) {
        services_.learn(interpreter, event.job.stage, report.imported);
    } else {
        event.finding = report.finding;
        event.traceback = report.traceback;
    }
}

void Attempts::tell_of_wrapper(const Attempt& attempt) {
    const std::string& wrapper = attempt.prepared.wrapper;
    const auto& preload = attempt.prepared.command.preload;
    const bool is_wanted =
        services_.preloads && preload && !std::holds_alternative<PreloadOff>(*preload);
    if (is_wanted && !wrapper.empty() && reported_.insert(wrapper).second) {
        services_.warn(is_a_wrapper(wrapper));
    }
}

/// Switches a patch that failed in one job off for later jobs: it would fail in each of them.
void Attempts::tell_of_patches(const SphinxReport& report, const std::string& job) {
    for (const auto& [name, reason] : report.failed_patches) {
        commands_.leave_out(name);
        if (reported_.insert(name).second) {
            services_.warn(name == every_patch ? patches_failed(reason, job)
                                               : patch_failed(name, reason, job));
        }
    }
    for (const std::string& sentence : report.untested) {
        if (reported_.insert(sentence).second) {
            services_.mention(sentence);
        }
    }
}

std::vector<JobId> Attempts::running() const {
    std::vector<JobId> jobs;
    for (const auto& [job, attempt] : attempts_) {
        if (attempt.process != 0) {
            jobs.push_back(job);
        }
    }
    std::sort(jobs.begin(), jobs.end());
    return jobs;
}

std::vector<std::string> Attempts::names_of_running_except(JobId job) const {
    std::vector<std::string> names;
    for (const JobId other : running()) {
        if (other != job) {
            names.push_back(plan_.name_of(other).text());
        }
    }
    return names;
}

} // namespace docbuild
