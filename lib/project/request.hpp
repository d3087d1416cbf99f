// What a person asks of docbuild, as values: the command line read, nothing looked up yet.
#pragma once

#include "lib/config/config.hpp"
#include "lib/wording/style.hpp"
#include "lib/wording/verbosity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

enum class Task { build, init, dry_run, list, explain, graph, explain_mode, show_config, clean };

/// What `--progress` takes.
enum class ProgressStyle { automatic, tty, plain, none };

struct Request {
    Task task = Task::build;
    std::string program;           // argv[0], or where it was found
    std::vector<std::string> jobs; // as named; none: all default stages'; for init: a directory
    std::string manifest = "docbuild.json";
    std::optional<std::string> directory; // where to go first
    std::vector<std::string> config_files;
    std::vector<ConfigLayer> command_line; // --jobs, --mode, --timeout, --grace, --retries
    std::optional<std::string> uname;
    std::optional<std::string> events;  // a second file for the event log
    std::optional<std::string> stamp;   // a file to touch after a run that succeeded
    std::optional<std::string> depfile; // a file to write all inputs to then
    bool keep_going = false;
    bool rebuild = false;
    bool only_failed = false;
    bool stale = false; // --clean means the jobs that are no longer in the manifest
    bool wait = false;
    bool no_preload = false;
    bool no_speedups = false;
    ProgressStyle progress = ProgressStyle::automatic;
    ColourChoice colour = ColourChoice::automatic;
    Verbosity verbosity = Verbosity::normal;
};

/// The value that the command line itself gives for a key of the configuration, if it does.
template <typename T>
std::optional<T> given(const Request& request, std::optional<T> ConfigLayer::*key) {
    std::optional<T> value;
    for (const ConfigLayer& layer : request.command_line) {
        value = layer.*key ? layer.*key : value;
    }
    return value;
}

} // namespace docbuild
