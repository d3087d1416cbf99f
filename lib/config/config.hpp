// A configuration file as values, and layers of them laid over one another with where each value
// came from.
#pragma once

#include "lib/config/version_condition.hpp"
#include "lib/text/environment_changes.hpp"
#include "lib/text/error.hpp"
#include "lib/text/units.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace docbuild {

enum class Mode { serial, parallel };
std::string_view name_of(Mode mode);

/// One entry of `modes`: the first whose condition holds decides.
struct ModeRule {
    VersionCondition condition; // `<3.0.0`, `>=2.11,<3`, ...; empty: always
    Mode mode = Mode::parallel;
    std::string reason;
};

struct AutoJobs {};
using Jobs = std::variant<AutoJobs, unsigned>;

enum class ModeChoice { automatic, serial, parallel };
std::string_view name_of(ModeChoice choice);

/// Reads `auto`, `serial` or `parallel`; empty when it is none.
std::optional<ModeChoice> parse_mode_choice(std::string_view text);

/// Reads `auto` or a number of at least 1; empty when it is neither.
std::optional<Jobs> parse_jobs(std::string_view text);

/// One layer: what a configuration file, the environment or the command line says. All may be
/// absent.
struct ConfigLayer {
    std::string origin; // `built-in`, a file's path, `DOCBUILD_JOBS`, `--jobs`, ...
    std::optional<std::string> platform;
    std::optional<std::vector<ModeRule>> modes;
    std::optional<ModeChoice> mode; // auto, serial, parallel
    std::optional<Jobs> jobs;
    std::optional<Duration> timeout;
    std::optional<Duration> grace;
    std::optional<unsigned> retries;
    EnvironmentChanges environment;
};

template <typename T> struct Sourced {
    T value{};
    std::string origin;
};

struct Config {
    Sourced<std::vector<ModeRule>> modes;
    Sourced<ModeChoice> mode{ModeChoice::automatic, {}};
    Sourced<Jobs> jobs;
    Sourced<std::optional<Duration>> timeout;
    Sourced<Duration> grace;
    Sourced<unsigned> retries;
    std::map<std::string, Sourced<EnvironmentChange>> environment;
    bool jobs_are_explicit =
        false; // `jobs` is a number from a --config, the environment or the command line
};

/// Later layers win key by key. A timeout of 0 is none, as timeout(1) has it. `explicit_from` is
/// the index of the first layer that a person gave (after built-in and the platform's own file).
Config merge_layers(const std::vector<ConfigLayer>& layers, std::size_t explicit_from);

/// The built-in layer: parallel, auto, no timeout, 10 s grace, no retries.
ConfigLayer built_in_config();

/// `--show-config`: one line a value, `key = value    (origin)`, in a fixed order.
std::string show(const Config& config);

} // namespace docbuild
