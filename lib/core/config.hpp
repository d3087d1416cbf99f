// A configuration file as values, and layers of them laid over one another with where each value
// came from. It does not know which files there are, nor what mode follows from the values.
#pragma once

#include "lib/core/error.hpp"
#include "lib/core/manifest.hpp"
#include "lib/core/platform.hpp"

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
    std::string condition; // `<3.0.0`, `>=2.11`, `==3.1`, ...; empty: always
    Mode mode = Mode::parallel;
    std::string reason;
};

struct AutoJobs {};
using Jobs = std::variant<AutoJobs, unsigned>;

enum class ModeChoice { automatic, serial, parallel };

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

/// Reads a configuration file's text. Throws InputError with every fault at its place, as for a
/// manifest. A file for another platform than `running_on` is an error that names both.
ConfigLayer load_config(std::string_view text, const std::string& file, const Platform& running_on);

/// Reads DOCBUILD_JOBS, DOCBUILD_MODE, DOCBUILD_TIMEOUT, DOCBUILD_GRACE, DOCBUILD_RETRIES: one
/// layer each that is set. Throws InputError naming the variable, the value and what it takes.
std::vector<ConfigLayer>
layers_of_environment(const std::map<std::string, std::string>& environment);

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

/// Later layers win key by key. `explicit_from` is the index of the first layer that a person gave
/// (after built-in and the platform's own file).
Config lay_over(const std::vector<ConfigLayer>& layers, std::size_t explicit_from);

/// The built-in layer: parallel, auto, no timeout, 10 s grace, no retries.
ConfigLayer built_in_config();

/// `--show-config`: one line a value, `key = value    (origin)`, in a fixed order.
std::string show(const Config& config);

} // namespace docbuild
