#include "lib/wording/notices.hpp"

#include "lib/text/terminal_text.hpp"
#include "lib/wording/skip_reason.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace docbuild {

namespace {

/// `5 jobs wait for a slot, 81 for other jobs`; empty if none is waiting.
std::string waiting_text(const StatusAsked& event) {
    std::string text;
    if (event.ready > 0) {
        text = fmt::format("{} for a slot", event.ready);
    }
    if (event.waiting > 0) {
        text += fmt::format("{}{} for other jobs", text.empty() ? "" : ", ", event.waiting);
    }
    return text.empty() ? text : "waiting: " + text;
}

/// `40% reading sources, 145.0 MiB, pid 4711`, as far as it is known.
std::string known_of(const StatusAsked::Builder& builder) {
    std::string text =
        builder.progress.empty() ? "" : sanitize_for_terminal(builder.progress) + ", ";
    text += builder.memory ? format_bytes(*builder.memory) + ", " : "";
    return text + fmt::format("pid {}", builder.process);
}

} // namespace

Warning in_words(const BuilderStopped& event) {
    return {"its builder was stopped by an external signal; its time limit keeps running",
            event.job.text()};
}

Warning in_words(const BuilderContinued& event) {
    return {event.is_to_end ? "docbuild resumed its stopped builder so that it can end"
                            : "its builder was resumed",
            event.job.text()};
}

Warning in_words(const RunPaused& event) {
    return {fmt::format("paused by {}: the builders are stopped and no time counts until SIGCONT",
                        signal_name(event.signal)),
            {}};
}

Warning in_words(const RunResumed& event) {
    return {fmt::format("resumed after a pause of {}", format_duration(event.pause)), {}};
}

Warning in_words(const StatusAsked& event) {
    std::string text = "SIGUSR1: running:";
    for (const StatusAsked::Builder& builder : event.builders) {
        text += fmt::format("{} {} ({})", &builder == event.builders.data() ? "" : ",",
                            builder.job.text(), known_of(builder));
    }
    const std::string waiting = waiting_text(event);
    return {text + (event.builders.empty() ? " nothing" : "") +
                (waiting.empty() ? "" : "; " + waiting),
            {}};
}

std::string changed_by_itself(const std::vector<std::string>& files) {
    return fmt::format(
        "twice in a row it is built for nothing but files that changed while its own "
        "builder ran: {}; if the builder writes them, name them in \"ignore\"",
        name_some(files, 0));
}

Warning slots_reduced(const FailedToStart& failure, unsigned slots) {
    return {fmt::format("{}: {}; for now at most {} at once", failure.call,
                        std::strerror(failure.error_number),
                        slots == 1 ? "one builder" : fmt::format("{} builders", slots)),
            {}};
}

std::string last_run_cut_off(const std::set<std::string>& unfinished) {
    const std::string text = "the last run was cut off";
    return unfinished.empty()
               ? text
               : text + "; unfinished: " + name_some({unfinished.begin(), unfinished.end()}, 0);
}

Warning stopping_builders(int signal) {
    return {fmt::format("{}: stopping running builders; once more kills them", signal_name(signal)),
            {}};
}

Warning not_signalled(const JobName& job, int signal, int error) {
    return {fmt::format("kill: {}: {}; end its processes yourself, docbuild waits for them",
                        signal_name(signal), std::strerror(error)),
            job.text()};
}

std::string patch_failed(const std::string& patch, const std::string& reason,
                         const std::string& job) {
    return fmt::format("docbuild's patch '{}' failed in {} and is off from here on, which costs "
                       "time alone: {}",
                       patch, job, reason);
}

std::string patches_failed(const std::string& reason, const std::string& job) {
    return fmt::format("docbuild's own code failed in {}, which was started again without any of "
                       "its patches; so are the documents that follow: {}",
                       job, reason);
}

std::string is_a_wrapper(const std::string& program) {
    return fmt::format("'{}' is a wrapper: documents are built by it, and not preloaded; the key "
                       "'python' can name the interpreter that has Sphinx",
                       program);
}

std::string status_lines(const StatusAsked& event, const ProgressModel& progress, Duration now,
                         const Style& style) {
    const std::string failed =
        progress.failed() > 0 ? fmt::format(", {} failed", progress.failed()) : std::string();
    const std::string waiting = waiting_text(event);
    std::string text = fmt::format("after {}: {} of {} jobs done{}; running: {}{}{}\n",
                                   format_duration(now), progress.done(), progress.total(), failed,
                                   event.builders.size(), waiting.empty() ? "" : "; ", waiting);
    const auto& running = progress.running();
    for (const StatusAsked::Builder& builder : event.builders) {
        const auto known = std::find_if(running.begin(), running.end(), [&](const RunningJob& job) {
            return job.job == builder.job;
        });
        if (known == running.end()) {
            continue;
        }
        text +=
            fmt::format("  {} {}\n", style.bold(sanitize_for_terminal(builder.job.text())),
                        style.dim(fmt::format(
                            "({}, {}{})", format_duration(now - known->since), known_of(builder),
                            known->is_stopped ? ", stopped by an external signal" : "")));
    }
    return text;
}

} // namespace docbuild
