// Which jobs share a fork server, and its arguments and environment.
#pragma once

#include "lib/command/python_command.hpp"
#include "lib/launch/launcher.hpp"
#include "lib/launch/learned_modules.hpp"
#include "lib/launch/preload_list.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace docbuild {

/// Jobs with equal keys share a server.
struct ServerKey {
    std::string interpreter;
    std::vector<std::string> options;
    std::vector<std::string> environment; // variables read by an interpreter at start-up
    std::string directory;                // searched first for modules
    std::vector<std::string> named;       // modules named in the manifest
    bool learns = false;
    std::vector<std::string> learned; // modules
    bool is_sphinx = false;
    bool speedups = true;
    auto fields() const {
        return std::tie(interpreter, options, environment, directory, named, learns, learned,
                        is_sphinx, speedups);
    }
    bool operator==(const ServerKey&) const = default;
    // older standard libraries lack <=> for vectors
    bool operator<(const ServerKey& other) const { return fields() < other.fields(); }
};

/// Empty if the builder is not run by Python or cannot be preloaded the way it is run.
std::optional<PythonCommand> python_command_of(const BuilderRequest& request);

ServerKey server_key(const BuilderRequest& request, const PythonCommand& command,
                     const std::vector<std::string>& learned);

struct ServerPlan {
    PreloadList list;
    Versions unfit{};                 // packages that could not be preloaded
    std::vector<std::string> fatal{}; // packages whose import killed a server in this run
    bool probes = false;              // other packages may import an excluded one
};

/// `lists`: directory for the jobs' lists of imported modules.
std::vector<std::string> server_arguments(const ServerKey& key, const ServerPlan& plan,
                                          const std::string& lists);

/// The server's environment: that of the first job, plus variables that make output reproducible
/// and keep libraries from starting threads. Jobs get their own environment unchanged.
std::vector<std::string> server_environment(std::vector<std::string> environment);

} // namespace docbuild
