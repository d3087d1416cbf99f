// What a fork server is started for, and with: which jobs share one, its arguments and environment.
#pragma once

#include "lib/command/python_command.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/launch/learned_modules.hpp"
#include "lib/launch/preload_list.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace docbuild {

/// Jobs that agree in it share a server.
struct ServerKey {
    std::string interpreter;
    std::vector<std::string> options;
    std::vector<std::string> environment; // what an interpreter reads at its start
    std::string directory;                // where modules are looked for first
    std::vector<std::string> named;       // modules, by the manifest
    bool learns = false;
    std::vector<std::string> learned; // modules
    bool is_sphinx = false;
    bool speedups = true;
    auto fields() const {
        return std::tie(interpreter, options, environment, directory, named, learns, learned,
                        is_sphinx, speedups);
    }
    bool operator==(const ServerKey&) const = default;
    // not <=>, which older standard libraries lack for vectors
    bool operator<(const ServerKey& other) const { return fields() < other.fields(); }
};

/// Empty where the builder is not run by Python, or not in a way that can be preloaded.
std::optional<PythonCommand> python_command_of(const BuilderRequest& request);

ServerKey server_key(const BuilderRequest& request, const PythonCommand& command,
                     const std::vector<std::string>& learned);

struct ServerPlan {
    PreloadList list;
    Versions unfit{};                 // packages that could not be preloaded
    std::vector<std::string> fatal{}; // packages whose import has ended a server of this run
    bool probes = false;              // other packages may import the one that was left out
};

/// `lists`: a directory for lists of what jobs import.
std::vector<std::string> server_arguments(const ServerKey& key, const ServerPlan& plan,
                                          const std::string& lists);

/// That of the first job, with what makes jobs write the same in each run and keeps libraries from
/// starting threads; jobs get theirs as it is.
std::vector<std::string> server_environment(std::vector<std::string> environment);

} // namespace docbuild
