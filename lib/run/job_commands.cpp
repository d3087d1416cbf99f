#include "lib/run/job_commands.hpp"

#include "lib/run/file_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

std::vector<std::string> PreparedCommand::words() const {
    std::vector<std::string> words = command.argv;
    for (const auto& [name, value] : command.environment) {
        words.push_back(value ? fmt::format("{}={}", name, *value) : fmt::format("unset {}", name));
    }
    words.push_back("in " + command.cwd);
    if (const auto* path = std::get_if<std::string>(&executable)) {
        const FileState file = look_at(*path);
        words.push_back(fmt::format("{} ({} bytes, mtime {})", *path, file.size, file.mtime));
    }
    return words;
}

namespace {

std::vector<std::string> settings_of(const std::map<std::string, std::string>& environment) {
    std::vector<std::string> settings;
    settings.reserve(environment.size());
    for (const auto& [name, value] : environment) {
        settings.push_back(fmt::format("{}={}", name, value));
    }
    return settings;
}

void apply_changes(const EnvironmentChanges& changes,
                   std::map<std::string, std::string>& environment) {
    for (const auto& [name, value] : changes) {
        if (value) {
            environment[name] = *value;
        } else {
            environment.erase(name);
        }
    }
}

/// The value of PATH, or what execvp(3) takes where it is not set.
std::string path_in(const std::map<std::string, std::string>& environment) {
    const auto path = environment.find("PATH");
    return path == environment.end() ? "/usr/bin:/bin" : path->second;
}

} // namespace

JobCommands::JobCommands(const Plan& plan, Directories directories,
                         std::map<std::string, std::string> environment, unsigned slots)
    : plan_(plan), directories_(std::move(directories)), environment_(std::move(environment)),
      inherited_(settings_of(environment_)), slots_(slots) {}

PreparedCommand JobCommands::prepare(JobId job) {
    const unsigned wanted = plan_.keys_of(job).slots.value_or(1);
    PreparedCommand prepared{fill_in(plan_, job, directories_, std::min(wanted, slots_),
                                     [this](const std::string& name) -> std::optional<std::string> {
                                         const auto found = environment_.find(name);
                                         return found == environment_.end()
                                                    ? std::nullopt
                                                    : std::optional(found->second);
                                     }),
                             {},
                             std::string()};
    std::string path;
    if (prepared.command.environment.empty()) { // most jobs: nothing to be merged
        prepared.environment = inherited_;
        path = path_in(environment_);
    } else {
        std::map<std::string, std::string> environment = environment_;
        apply_changes(prepared.command.environment, environment);
        prepared.environment = settings_of(environment);
        path = path_in(environment);
    }
    prepared.executable = search_.find(prepared.command.argv.front(), path, prepared.command.cwd);
    return prepared;
}

} // namespace docbuild
