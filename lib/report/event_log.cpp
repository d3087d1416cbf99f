#include "lib/report/event_log.hpp"

#include "lib/json/json_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <system_error>

namespace docbuild {

namespace {

using Record = nlohmann::ordered_json;

/// Seconds, rounded to microseconds.
double rounded(Duration duration) {
    return std::round(seconds(duration) * 1e6) / 1e6;
}

Record record_of(Duration time, const char* event) {
    return {{"time", rounded(time)}, {"event", event}};
}

void add_job(Record& record, const JobName& job) {
    record["job"] = job.text();
    record["document"] = job.document;
    record["stage"] = job.stage;
}

/// Adds `key` unless `value` is empty (a string or a list), false, or an optional without a value.
template <typename T> void add_if_set(Record& record, const char* key, const T& value) {
    if (!value.empty()) {
        record[key] = value;
    }
}
void add_if_set(Record& record, const char* key, bool value) {
    if (value) {
        record[key] = true;
    }
}
void add_if_set(Record& record, const char* key, const std::optional<Duration>& value) {
    if (value) {
        record[key] = rounded(*value);
    }
}

void add_leaked(Record& record, const std::vector<LeakedProcess>& leaked) {
    for (const LeakedProcess& process : leaked) {
        Record& element = record["leaked"].emplace_back(Record{{"process", process.process}});
        add_if_set(element, "command", process.command);
    }
}

void add_missing(Record& record, const JobFinished& event) {
    for (const MissingJob& missing : event.missing) {
        record["missing"].push_back({{"job", missing.job.text()},
                                     {"document", missing.job.document},
                                     {"stage", missing.job.stage},
                                     {"outcome", name_of(missing.outcome)},
                                     {"used", name_of(missing.used)}});
    }
    if (event.missing_more > 0) {
        record["missing_more"] = event.missing_more;
    }
}

struct AddEnding {
    Record& record;

    void operator()(const Exited& ending) const { record["exit"] = ending.status; }
    void operator()(const Signalled& ending) const {
        record["signal"] = ending.signal;
        record["signal_name"] = signal_name(ending.signal);
    }
    void operator()(const FailedToStart& ending) const {
        record["errno"] = ending.error_number;
        record["error"] = std::generic_category().message(ending.error_number);
        add_if_set(record, "call", ending.call);
    }
};

void add_usage(Record& record, const Usage& usage) {
    record["wall"] = rounded(usage.wall);
    record["user"] = rounded(usage.user);
    record["system"] = rounded(usage.system);
    record["max_rss"] = usage.max_rss.count;
}

/// What only some endings have; the log's tail and the command to run again only failures do.
void add_circumstances(Record& record, const JobFinished& event) {
    add_if_set(record, "missing_output", event.findings.missing_output);
    add_if_set(record, "bad_depfile", event.findings.bad_depfile);
    add_if_set(record, "memory_ran_out", event.findings.memory_ran_out);
    add_if_set(record, "log_limit_exceeded", event.findings.log_limit_exceeded);
    if (event.log_limit) {
        record["log_limit"] = event.log_limit->count;
    }
    add_if_set(record, "memory_is_unknown", event.findings.memory_is_unknown);
    add_if_set(record, "time_limit", event.time_limit);
    add_if_set(record, "will_retry", event.will_retry);
    add_if_set(record, "also_running", event.also_running);
    add_if_set(record, "notes", event.notes);
    add_if_set(record, "command", event.command);
    if (event.counts) {
        record["warnings"] = event.counts->warnings;
        record["errors"] = event.counts->errors;
        record["findings"] = event.findings_file;
    }
    add_leaked(record, event.leaked);
    add_missing(record, event);
    if (!is_success(event.outcome)) {
        add_if_set(record, "finding", event.finding);
        add_if_set(record, "traceback", event.traceback);
        add_if_set(record, "log_tail", event.log_tail);
        add_if_set(record, "again", event.again);
    }
}

std::string line_of(const Record& record) {
    return record.dump(-1, ' ', false, Record::error_handler_t::replace) + "\n";
}

/// As a JSON string. Most texts are plain, and need no Record, which is slow to make.
std::string quoted(const std::string& text) {
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    });
    return is_plain ? '"' + text + '"'
                    : Record(text).dump(-1, ' ', false, Record::error_handler_t::replace);
}

} // namespace

void EventLogReporter::run_started(Duration time, const RunStarted& event) {
    Record record = record_of(time, "run_started");
    record["run"] = event.run;
    record["version"] = version_;
    record["manifest"] = event.manifest;
    record["build"] = event.build;
    record["mode"] = event.mode;
    record["slots"] = event.slots;
    record["reason"] = event.reason;
    record["jobs"] = event.jobs;
    record["estimated_work"] = rounded(event.estimated_work);
    record["estimated_jobs"] = event.estimated_jobs;
    sink_(line_of(record));
}

void EventLogReporter::job_started(Duration time, const JobStarted& event) {
    Record record = record_of(time, "job_started");
    add_job(record, event.job);
    record["attempt"] = event.attempt;
    record["pid"] = event.pid;
    record["log"] = event.log;
    add_if_set(record, "expected", event.expected);
    if (event.is_preloaded) {
        record["preloaded"] = true;
    }
    sink_(line_of(record));
}

void EventLogReporter::job_finished(Duration time, const JobFinished& event) {
    Record record = record_of(time, "job_finished");
    add_job(record, event.job);
    record["attempt"] = event.attempt;
    record["outcome"] = name_of(event.outcome);
    std::visit(AddEnding{record}, event.ending);
    add_usage(record, event.usage);
    record["log"] = event.log;
    add_circumstances(record, event);
    sink_(line_of(record));
}

/// Written by hand: where nothing changed, there is one for each job, and nothing else to do.
void EventLogReporter::job_skipped(Duration time, const JobSkipped& event) {
    std::string line = fmt::format(
        R"({{"time":{},"event":"job_skipped","job":{},"document":{},"stage":{},"outcome":"{}",)"
        R"("reason":{})",
        Record(rounded(time)).dump(), quoted(event.job.text()), quoted(event.job.document),
        quoted(event.job.stage), name_of(event.outcome), quoted(event.reason));
    if (!event.because_of.empty()) {
        line += R"(,"because_of":)" + quoted(event.because_of);
    }
    if (event.expected) {
        line += R"(,"expected":)" + Record(rounded(*event.expected)).dump();
    }
    sink_(line + "}\n");
}

void EventLogReporter::warning(Duration time, const Warning& event) {
    Record record = record_of(time, "warning");
    record["message"] = event.message;
    add_if_set(record, "job", event.job);
    sink_(line_of(record));
}

void EventLogReporter::run_finished(Duration time, const RunFinished& event) {
    Record record = record_of(time, "run_finished");
    record["counts"] = Record::object();
    for (const auto& [outcome, count] : event.counts) {
        record["counts"][std::string(name_of(outcome))] = count;
    }
    record["exit"] = event.exit;
    record["wall"] = rounded(event.wall);
    sink_(line_of(record));
}

std::optional<std::set<std::string>> unfinished_in(std::string_view log) {
    std::set<std::string> unfinished;
    std::set<std::string> finished;
    while (!log.empty()) { // backwards: a run that came to its end says so in its last line
        log.remove_suffix(log.ends_with('\n') ? 1 : 0);
        const std::size_t start = log.rfind('\n') + 1; // npos + 1 is 0
        const JsonValue event = json_or_null(log.substr(start));
        log = log.substr(0, start);
        const std::string name = event.text_of("event");
        const std::string job = event.text_of("job");
        const auto* const will_retry = event.find<bool>("will_retry");
        if (name == "run_finished") {
            return std::nullopt;
        }
        if (name == "job_finished" && (will_retry == nullptr || !*will_retry)) {
            finished.insert(job);
        } else if (name == "job_started" && !finished.contains(job)) {
            unfinished.insert(job);
        }
    }
    return unfinished;
}

} // namespace docbuild
