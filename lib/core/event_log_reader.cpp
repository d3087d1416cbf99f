#include "lib/core/event_log_reader.hpp"

#include "lib/core/json_fields.hpp"

#include <fmt/format.h>

#include <utility>

namespace docbuild {

/// Found by JsonFields through the namespace of its argument, and so not in an unnamed one.
static bool read_value(const nlohmann::json& value, std::vector<LeakedProcess>& into) {
    if (!value.is_array()) {
        return false;
    }
    std::vector<LeakedProcess> processes;
    for (const nlohmann::json& element : value) {
        if (!element.is_object()) {
            return false;
        }
        JsonFields fields(element);
        LeakedProcess& process = processes.emplace_back();
        fields.require("process", process.process);
        fields.accept("command", process.command);
        if (!fields.fault().empty()) {
            return false;
        }
    }
    into = std::move(processes);
    return true;
}

static bool read_value(const nlohmann::json& value, std::vector<MissingJob>& into) {
    if (!value.is_array()) {
        return false;
    }
    std::vector<MissingJob> jobs;
    for (const nlohmann::json& element : value) {
        if (!element.is_object()) {
            return false;
        }
        JsonFields fields(element);
        std::string outcome;
        std::string used;
        MissingJob& missing = jobs.emplace_back();
        fields.require("document", missing.job.document);
        fields.require("stage", missing.job.stage);
        fields.require("outcome", outcome);
        fields.require("used", used);
        if (!fields.fault().empty() || !outcome_named(outcome) || !remains_named(used)) {
            return false;
        }
        missing.outcome = *outcome_named(outcome);
        missing.used = *remains_named(used);
    }
    into = std::move(jobs);
    return true;
}

namespace {

using nlohmann::json;

JobName job_of(JsonFields& fields) {
    JobName job;
    fields.require("document", job.document);
    fields.require("stage", job.stage);
    return job;
}

Outcome outcome_of(JsonFields& fields) {
    std::string name;
    fields.require("outcome", name);
    const auto outcome = outcome_named(name);
    if (!outcome) {
        fields.note("outcome", "is not one that is known");
    }
    return outcome.value_or(Outcome::failed);
}

Ending ending_of(JsonFields& fields) {
    if (fields.has("errno")) {
        FailedToStart ending;
        fields.accept("errno", ending.error_number);
        fields.accept("call", ending.call);
        return ending;
    }
    if (fields.has("signal")) {
        Signalled ending;
        fields.accept("signal", ending.signal);
        return ending;
    }
    Exited ending;
    fields.require("exit", ending.status);
    return ending;
}

RunStarted run_started(JsonFields& fields) {
    RunStarted event;
    fields.require("run", event.run);
    fields.require("manifest", event.manifest);
    fields.require("build", event.build);
    fields.require("mode", event.mode);
    fields.require("slots", event.slots);
    fields.require("jobs", event.jobs);
    fields.accept("reason", event.reason);
    fields.accept("estimated_work", event.estimated_work);
    fields.accept("estimated_jobs", event.estimated_jobs);
    return event;
}

JobStarted job_started(JsonFields& fields) {
    JobStarted event;
    event.job = job_of(fields);
    fields.require("attempt", event.attempt);
    fields.accept("pid", event.pid);
    fields.accept("log", event.log);
    fields.accept("expected", event.expected);
    fields.accept("preloaded", event.is_preloaded);
    return event;
}

JobFinished job_finished(JsonFields& fields) {
    JobFinished event;
    event.job = job_of(fields);
    fields.require("attempt", event.attempt);
    event.outcome = outcome_of(fields);
    event.ending = ending_of(fields);
    fields.require("wall", event.usage.wall);
    fields.accept("user", event.usage.user);
    fields.accept("system", event.usage.system);
    fields.accept("max_rss", event.usage.max_rss);
    fields.accept("log", event.log);
    fields.accept("missing_output", event.findings.missing_output);
    fields.accept("bad_depfile", event.findings.bad_depfile);
    fields.accept("memory_ran_out", event.findings.memory_ran_out);
    fields.accept("memory_is_unknown", event.findings.memory_is_unknown);
    fields.accept("log_limit_exceeded", event.findings.log_limit_exceeded);
    fields.accept("log_limit", event.log_limit);
    fields.accept("time_limit", event.time_limit);
    fields.accept("will_retry", event.will_retry);
    fields.accept("also_running", event.also_running);
    fields.accept("notes", event.notes);
    fields.accept("command", event.command);
    fields.accept("leaked", event.leaked);
    fields.accept("finding", event.finding);
    fields.accept("traceback", event.traceback);
    fields.accept("log_tail", event.log_tail);
    fields.accept("again", event.again);
    fields.accept("missing", event.missing);
    fields.accept("missing_more", event.missing_more);
    return event;
}

JobSkipped job_skipped(JsonFields& fields) {
    JobSkipped event;
    event.job = job_of(fields);
    event.outcome = outcome_of(fields);
    fields.accept("reason", event.reason);
    fields.accept("because_of", event.because_of);
    fields.accept("expected", event.expected);
    return event;
}

Warning warning(JsonFields& fields) {
    Warning event;
    fields.require("message", event.message);
    fields.accept("job", event.job);
    return event;
}

RunFinished run_finished(JsonFields& fields) {
    RunFinished event;
    std::map<std::string, std::uint64_t> counts;
    fields.require("exit", event.exit);
    fields.accept("wall", event.wall);
    fields.require("counts", counts);
    for (const auto& [name, count] : counts) {
        if (const auto outcome = outcome_named(name)) {
            event.counts[*outcome] = count;
        }
    }
    return event;
}

using What = decltype(RunEvent::what);

/// Empty for an event that is not known here.
std::optional<What> event_named(const std::string& name, JsonFields& fields) {
    if (name == "run_started") {
        return run_started(fields);
    }
    if (name == "job_started") {
        return job_started(fields);
    }
    if (name == "job_finished") {
        return job_finished(fields);
    }
    if (name == "job_skipped") {
        return job_skipped(fields);
    }
    if (name == "warning") {
        return warning(fields);
    }
    if (name == "run_finished") {
        return run_finished(fields);
    }
    return std::nullopt;
}

/// Appends the event of `line` to `log`; gives what is wrong with the line, or nothing.
std::string read_line(std::string_view line, EventLog& log) {
    const json record = json::parse(line, nullptr, false);
    if (!record.is_object()) {
        return record.is_discarded() ? "is not JSON" : "is not a JSON object";
    }
    JsonFields fields(record);
    std::string name;
    RunEvent event;
    fields.require("event", name);
    fields.require("time", event.time);
    auto what = event_named(name, fields);
    if (fields.fault().empty() && what) {
        event.what = std::move(*what);
        log.events.push_back(std::move(event));
    }
    return fields.fault();
}

} // namespace

EventLog read_event_log(std::string_view text) {
    EventLog log;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        const bool is_whole = end != std::string_view::npos;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(is_whole ? end + 1 : text.size());
        const std::string fault = line.empty() ? std::string() : read_line(line, log);
        if (!fault.empty() && !is_whole) {
            log.is_cut_off = true;
        } else if (!fault.empty()) {
            log.faults.push_back({number, fault});
        }
    }
    return log;
}

} // namespace docbuild
