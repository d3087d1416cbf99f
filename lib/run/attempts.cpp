#include "lib/run/attempts.hpp"

#include "lib/core/depfile.hpp"
#include "lib/core/error.hpp"
#include "lib/core/shell_quote.hpp"
#include "lib/run/files.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::size_t tail_lines = 15;
constexpr std::size_t tail_bytes = 16U << 10U;
constexpr Bytes largest_depfile{64U << 20U};

/// What is wrong with the depfile, after its path; fills `paths` where nothing is.
std::string read_depfile(const BuilderCommand& command, std::vector<std::string>& paths) {
    const std::string& path = *command.depfile;
    if (!path_exists(path)) {
        return path + ": the builder did not write it";
    }
    try {
        const Depfile depfile = parse_depfile(read_file(path, largest_depfile));
        for (const std::string& dependency : depfile.dependencies) {
            paths.push_back(absolute_path(dependency, command.cwd));
        }
        return depfile.fault.empty() ? "" : path + ":" + depfile.fault;
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

std::variant<BuilderRequest, FailedToStart> Attempts::begin(JobId job, unsigned number) {
    Attempt& attempt = attempts_[job];
    attempt = Attempt{number, 0, commands_.prepare(job), {}, {}, {}, {}, {}, {}, {}};
    attempt.log.path = circumstances_.paths.log_of(examiner_.plan().name_of(job));
    auto log = set_up_builder(circumstances_.paths, examiner_.plan().name_of(job),
                              attempt.prepared.command, number);
    if (const auto* failure = std::get_if<FailedToStart>(&log)) {
        return *failure;
    }
    attempt.log = std::move(std::get<BuilderLog>(log));
    if (const auto* failure = std::get_if<FailedToStart>(&attempt.prepared.executable)) {
        return *failure;
    }
    attempt.snapshot = examiner_.snapshot(job, attempt.prepared, attempt.log.opened);
    examiner_.record_start(job);
    return BuilderRequest{job,
                          std::get<std::string>(attempt.prepared.executable),
                          attempt.prepared.command.argv,
                          attempt.prepared.environment,
                          attempt.prepared.command.cwd,
                          attempt.log.file.get()};
}

Findings Attempts::findings_of(Attempt& attempt) const {
    Findings findings;
    const auto* exited = std::get_if<Exited>(&attempt.ending);
    if (exited == nullptr || exited->status != 0) {
        return findings;
    }
    const BuilderCommand& command = attempt.prepared.command;
    findings.missing_output = first_missing_output(command);
    if (command.depfile && findings.missing_output.empty()) {
        findings.bad_depfile = read_depfile(command, attempt.depfile_paths);
    }
    return findings;
}

const Attempt& Attempts::started(JobId job, int process) {
    Attempt& attempt = attempts_.at(job);
    attempt.process = process;
    return attempt;
}

const Attempt& Attempts::ended(JobId job, const Ending& ending, const Usage& usage) {
    Attempt& attempt = attempts_.at(job);
    attempt.process = 0;
    attempt.log.file.reset();
    attempt.ending = ending;
    attempt.usage = usage;
    attempt.findings = findings_of(attempt);
    return attempt;
}

void Attempts::record(JobId job, Attempt& attempt, Outcome outcome, bool will_retry) {
    const AttemptRecord cost{outcome, attempt.usage.wall, attempt.usage.user, attempt.usage.system,
                             attempt.usage.max_rss};
    if (is_success(outcome)) {
        examiner_.record_success(job, attempt.prepared, std::move(attempt.snapshot),
                                 std::move(attempt.depfile_paths), cost);
    } else if (!will_retry) {
        examiner_.record_failure(job, cost);
    }
}

JobFinished Attempts::finish(JobId job, Outcome outcome, bool will_retry) {
    Attempt& attempt = attempts_.at(job);
    JobFinished event;
    event.job = examiner_.plan().name_of(job);
    event.attempt = attempt.number;
    event.outcome = outcome;
    event.ending = attempt.ending;
    event.findings = attempt.findings;
    event.usage = attempt.usage;
    event.log = attempt.log.path;
    event.command = attempt.prepared.command.argv;
    event.will_retry = will_retry;
    event.leaked = std::move(attempt.leaked);
    if (!is_success(outcome)) {
        event.log_tail = tail_of(attempt.log.path, tail_lines, tail_bytes);
        event.again = circumstances_.again + shell_quoted(event.job.text());
        event.time_limit = circumstances_.rules_of(job).timeout;
    }
    if (outcome == Outcome::out_of_memory) {
        event.also_running = names_of_running_except(job);
    }
    record(job, attempt, outcome, will_retry);
    attempts_.erase(job);
    return event;
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
            names.push_back(examiner_.plan().name_of(other).text());
        }
    }
    return names;
}

} // namespace docbuild
