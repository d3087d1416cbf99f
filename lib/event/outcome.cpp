#include "lib/event/outcome.hpp"

#include <fmt/format.h>

#include <csignal>
#include <utility>

namespace docbuild {

namespace {

constexpr std::array outcome_names = {"built",     "up_to_date",    "failed",         "crashed",
                                      "timed_out", "out_of_memory", "missing_output", "not_started",
                                      "cancelled", "skipped"};
static_assert(outcome_names.size() == all_outcomes.size());

constexpr std::array signal_names = {
    std::pair{SIGHUP, "SIGHUP"},       std::pair{SIGINT, "SIGINT"},
    std::pair{SIGQUIT, "SIGQUIT"},     std::pair{SIGILL, "SIGILL"},
    std::pair{SIGTRAP, "SIGTRAP"},     std::pair{SIGABRT, "SIGABRT"},
    std::pair{SIGBUS, "SIGBUS"},       std::pair{SIGFPE, "SIGFPE"},
    std::pair{SIGKILL, "SIGKILL"},     std::pair{SIGUSR1, "SIGUSR1"},
    std::pair{SIGSEGV, "SIGSEGV"},     std::pair{SIGUSR2, "SIGUSR2"},
    std::pair{SIGPIPE, "SIGPIPE"},     std::pair{SIGALRM, "SIGALRM"},
    std::pair{SIGTERM, "SIGTERM"},     std::pair{SIGCHLD, "SIGCHLD"},
    std::pair{SIGCONT, "SIGCONT"},     std::pair{SIGSTOP, "SIGSTOP"},
    std::pair{SIGTSTP, "SIGTSTP"},     std::pair{SIGTTIN, "SIGTTIN"},
    std::pair{SIGTTOU, "SIGTTOU"},     std::pair{SIGXCPU, "SIGXCPU"},
    std::pair{SIGXFSZ, "SIGXFSZ"},     std::pair{SIGVTALRM, "SIGVTALRM"},
    std::pair{SIGPROF, "SIGPROF"},     std::pair{SIGSYS, "SIGSYS"},
    std::pair{SIGURG, "SIGURG"},       std::pair{SIGWINCH, "SIGWINCH"},
    std::pair{SIGIO, "SIGIO"},
#ifdef SIGPWR
    std::pair{SIGPWR, "SIGPWR"},
#endif
#ifdef SIGSTKFLT
    std::pair{SIGSTKFLT, "SIGSTKFLT"},
#endif
#ifdef SIGINFO
    std::pair{SIGINFO, "SIGINFO"},
#endif
#ifdef SIGEMT
    std::pair{SIGEMT, "SIGEMT"},
#endif
};

/// Empty for any other signal. Their numbers are known at run time only (signal(7)).
std::string real_time_name(int signal) {
#ifdef SIGRTMIN
    if (signal == SIGRTMIN) {
        return "SIGRTMIN";
    }
    if (signal > SIGRTMIN && signal <= SIGRTMAX) {
        return fmt::format("SIGRTMIN+{}", signal - SIGRTMIN);
    }
#endif
    return {};
}

struct EndingClassifier {
    const Findings& findings;

    Outcome operator()(const Exited& ending) const {
        if (ending.status != 0 || !findings.bad_depfile.empty() || findings.log_limit_exceeded) {
            return Outcome::failed;
        }
        return findings.missing_output.empty() ? Outcome::built : Outcome::missing_output;
    }
    Outcome operator()(const Signalled&) const { return Outcome::crashed; }
    Outcome operator()(const FailedToStart&) const { return Outcome::not_started; }
};

} // namespace

std::string_view name_of(Outcome outcome) {
    return outcome_names[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> outcome_named(std::string_view name) {
    for (const Outcome outcome : all_outcomes) {
        if (name_of(outcome) == name) {
            return outcome;
        }
    }
    return std::nullopt;
}

bool is_success(Outcome outcome) {
    return outcome == Outcome::built || outcome == Outcome::up_to_date;
}

bool is_failure(Outcome outcome) {
    return !is_success(outcome) && outcome != Outcome::cancelled && outcome != Outcome::skipped;
}

namespace {

Outcome without_regard_to_memory(const Ending& ending, const Findings& findings, Reason sent) {
    switch (sent) {
    case Reason::timeout:
        return Outcome::timed_out;
    case Reason::cancelled:
        return Outcome::cancelled;
    case Reason::log_limit:
        return Outcome::failed;
    case Reason::none:
        break;
    }
    return std::visit(EndingClassifier{findings}, ending);
}

} // namespace

Outcome classify(const Ending& ending, const Findings& findings, Reason sent) {
    const Outcome outcome = without_regard_to_memory(ending, findings, sent);
    return is_failure(outcome) && findings.memory_ran_out ? Outcome::out_of_memory : outcome;
}

std::string signal_name(int signal) {
    for (const auto& [number, name] : signal_names) {
        if (number == signal) {
            return name;
        }
    }
    const std::string name = real_time_name(signal);
    return name.empty() ? fmt::format("signal {}", signal) : name;
}

} // namespace docbuild
