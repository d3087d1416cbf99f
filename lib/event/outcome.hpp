// How a builder ended, and what that means for its job.
#pragma once

#include "lib/text/units.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace docbuild {

/// The ten ways in which a job ends (design, section 6).
enum class Outcome {
    built,
    up_to_date,
    failed,
    crashed,
    timed_out,
    out_of_memory,
    missing_output,
    not_started,
    cancelled,
    skipped,
};

inline constexpr std::array all_outcomes = {
    Outcome::built,     Outcome::up_to_date,    Outcome::failed,         Outcome::crashed,
    Outcome::timed_out, Outcome::out_of_memory, Outcome::missing_output, Outcome::not_started,
    Outcome::cancelled, Outcome::skipped};

/// The name used in the event log, the state and on the screen: `timed_out`.
std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

/// True for `built` and `up_to_date`: what comes after the job may go on.
bool is_success(Outcome outcome);
/// True for the outcomes that are a job's own fault: they make the exit status 1 and get a verdict.
bool is_failure(Outcome outcome);

struct Exited {
    int status = 0;
};
struct Signalled {
    int signal = 0;
};
/// The builder could not be executed; `error_number` is an errno, `call` what failed.
struct FailedToStart {
    int error_number = 0;
    std::string call;
};
using Ending = std::variant<Exited, Signalled, FailedToStart>;

/// What one attempt cost. All are zero for a builder that never started.
struct Usage {
    Duration wall{};
    Duration user{};
    Duration system{};
    Bytes max_rss;
};

/// What was seen besides the ending itself.
struct Findings {
    std::string missing_output;     // the first declared output that is not there; empty: none
    std::string bad_depfile;        // what is wrong with the depfile, with its line; empty: nothing
    bool memory_ran_out = false;    // a kill for want of memory is put down to this builder
    bool memory_is_unknown = false; // a SIGKILL, and no such count can be read here
    bool log_limit_exceeded = false; // its log grew too large; then docbuild ends the builder
    bool was_preloaded = false;      // it was forked from a fork server
};

/// Why docbuild itself sent a signal to a builder.
enum class Reason { none, timeout, cancelled, log_limit };

/// What shells exit with where a program was ended by SIGKILL (POSIX, 2.8.2: more than 128, in
/// practice 128 + signal).
inline constexpr int exit_status_of_killed = 128 + 9;

/// The outcome of one attempt. A builder that docbuild ended takes the outcome of the reason,
/// whatever its exit status; a signal that docbuild did not send is a crash. A failure of any kind,
/// a time limit's included, is out_of_memory when memory ran out: the program that was killed may
/// have been the builder's only one, or a worker that it then waits for in vain.
Outcome classify(const Ending& ending, const Findings& findings, Reason sent);

/// `SIGSEGV` for 11, `SIGRTMIN+3` for a real-time signal; `signal 99` for one without a name.
std::string signal_name(int signal);

} // namespace docbuild
