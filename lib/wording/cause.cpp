#include "lib/wording/cause.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace docbuild {

namespace {

using Lines = std::vector<std::string>;

/// Signals sent by people or other programs; the rest are the builder's own faults.
constexpr std::array sent_by_others = {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT};

struct EndingText {
    std::string operator()(const Exited& ending) const {
        return fmt::format("exit status {}", ending.status);
    }
    std::string operator()(const Signalled& ending) const { return signal_name(ending.signal); }
    std::string operator()(const FailedToStart& ending) const {
        const std::string reason = std::generic_category().message(ending.error_number);
        return ending.call.empty() ? reason : fmt::format("{}: {}", ending.call, reason);
    }
};

std::string text_of(const Ending& ending) {
    return std::visit(EndingText{}, ending);
}

/// Explains the exit status by which a shell reports a killed program; empty for any other status.
std::string shells_word(const Ending& ending) {
    constexpr int base = 128;
    constexpr int last_standard_signal = 31;
    const auto* exited = std::get_if<Exited>(&ending);
    if (exited == nullptr || exited->status <= base ||
        exited->status > base + last_standard_signal) {
        return {};
    }
    return fmt::format(" (a shell says so of a program that was ended by {})",
                       signal_name(exited->status - base));
}

/// Adds a suspicion about a SIGKILL if memory kills cannot be observed.
Lines with_suspicion(Lines lines, const Findings& findings) {
    if (findings.memory_is_unknown) {
        lines.emplace_back("perhaps memory ran out, which cannot be seen from here: look for an "
                           "out-of-memory kill in the system's log (dmesg)");
    }
    return lines;
}

Lines failed(const JobFinished& event) {
    if (event.findings.log_limit_exceeded) {
        const std::string limit =
            event.log_limit ? " of " + format_bytes(*event.log_limit) : std::string();
        return {fmt::format("its log grew beyond its limit{} ({})", limit, text_of(event.ending)),
                "see what it goes on writing; if all that is right: raise \"log_limit\" in the "
                "manifest"};
    }
    if (!event.findings.bad_depfile.empty()) {
        return {fmt::format("{}, but its depfile is wrong: {}", text_of(event.ending),
                            event.findings.bad_depfile)};
    }
    return with_suspicion({text_of(event.ending) + shells_word(event.ending)}, event.findings);
}

Lines crashed(const JobFinished& event) {
    const auto* ending = std::get_if<Signalled>(&event.ending);
    const bool by_others =
        ending != nullptr && std::find(sent_by_others.begin(), sent_by_others.end(),
                                       ending->signal) != sent_by_others.end();
    return with_suspicion({fmt::format("killed by {}{}", text_of(event.ending),
                                       by_others ? ", which docbuild did not send" : "")},
                          event.findings);
}

Lines timed_out(const JobFinished& event) {
    const std::string limit =
        event.time_limit ? " of " + format_duration(*event.time_limit) : std::string();
    return {fmt::format("not finished within its time limit{}; docbuild ended it ({})", limit,
                        text_of(event.ending)),
            "if it only needs longer: raise \"timeout\" in the manifest, or give --timeout"};
}

/// The kernel does not say which process it killed; the builder's ending gives a hint.
std::string victim_of(const Ending& ending) {
    const auto* signalled = std::get_if<Signalled>(&ending);
    const auto* exited = std::get_if<Exited>(&ending);
    if (signalled != nullptr && signalled->signal == SIGKILL) {
        return fmt::format("it ({})", text_of(ending));
    }
    const bool is_plain = exited != nullptr && exited->status == exit_status_of_killed;
    return fmt::format("{} ({})",
                       is_plain ? "a program that it ran"
                                : "a process while it ran, most likely one that it had started",
                       text_of(ending));
}

Lines out_of_memory(const JobFinished& event) {
    const std::string first =
        fmt::format("memory ran out: the kernel killed {} at a peak of {}", victim_of(event.ending),
                    format_bytes(event.usage.max_rss));
    if (event.also_running.empty()) {
        return {first, "nothing else of this run was running: it needs more memory than it can get",
                "try: more memory for this machine or its cgroup, or a smaller document"};
    }
    return {first, fmt::format("running at the same time: {}", fmt::join(event.also_running, ", ")),
            "try: fewer builders at once (--jobs), more \"slots\" for this stage, \"oom_retries\""
            " (again, alone), or more memory"};
}

Lines missing_output(const JobFinished& event) {
    return {fmt::format("{}, but an output that it declares is missing: {}", text_of(event.ending),
                        event.findings.missing_output)};
}

/// Hint for errors that any call may return.
std::string limits_to_check(int error_number) {
    switch (error_number) {
    case EAGAIN:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return "check the limits on processes, open files and memory (ulimit -a)";
    default:
        return {};
    }
}

std::string what_to_check_of_program(int error_number, const std::string& program) {
    switch (error_number) {
    case ENOENT:
        return fmt::format("check that {} is installed and on PATH, and that the interpreter in its"
                           " first line exists",
                           program);
    case EACCES:
        return fmt::format("check that {} is a file, not a directory, and may be executed",
                           program);
    case EISDIR:
        return fmt::format("{} is a directory: name the program in it", program);
    case ENOEXEC:
        return fmt::format("check that {} is a program for this machine, or has a #! line",
                           program);
    case E2BIG:
        return "check the length of the command and of the environment";
    default:
        return limits_to_check(error_number);
    }
}

/// Hint for a file or directory that docbuild prepares for the builder.
std::string what_to_check_of_file(int error_number) {
    switch (error_number) {
    case EISDIR:
    case ENOTDIR:
    case EEXIST:
        return "something else stands there: move it away";
    case EACCES:
    case EPERM:
    case EROFS:
        return "check that this user may write there";
    case ENOSPC:
    case EDQUOT:
        return "make room on that disk";
    default:
        return limits_to_check(error_number);
    }
}

/// A hint on what to check; empty if there is no good guess.
std::string what_to_check(const FailedToStart& ending, const std::string& program) {
    if (ending.call.starts_with("chdir")) {
        return "check that the stage's \"cwd\" is a directory that may be entered";
    }
    return ending.call.starts_with("execve")
               ? what_to_check_of_program(ending.error_number, program)
               : what_to_check_of_file(ending.error_number);
}

Lines not_started(const JobFinished& event) {
    Lines lines = {fmt::format("could not be started: {}", text_of(event.ending))};
    const std::string program =
        event.command.empty() ? "the command" : fmt::format("'{}'", event.command.front());
    if (const auto* ending = std::get_if<FailedToStart>(&event.ending)) {
        const std::string check = what_to_check(*ending, program);
        lines.insert(lines.end(), check.empty() ? 0 : 1, check);
    }
    return lines;
}

} // namespace

std::vector<std::string> cause_of(const JobFinished& event) {
    switch (event.outcome) {
    case Outcome::failed:
        return failed(event);
    case Outcome::crashed:
        return crashed(event);
    case Outcome::timed_out:
        return timed_out(event);
    case Outcome::out_of_memory:
        return out_of_memory(event);
    case Outcome::missing_output:
        return missing_output(event);
    case Outcome::not_started:
        return not_started(event);
    case Outcome::cancelled:
        return {fmt::format("ended by docbuild ({})", text_of(event.ending))};
    case Outcome::built:
    case Outcome::up_to_date:
    case Outcome::skipped:
        break;
    }
    return {};
}

} // namespace docbuild
