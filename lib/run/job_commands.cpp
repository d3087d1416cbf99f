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

JobCommands::JobCommands(const Plan& plan, Directories directories,
                         std::map<std::string, std::string> environment, unsigned slots)
    : plan_(plan), directories_(std::move(directories)), environment_(std::move(environment)),
      slots_(slots) {}

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
    std::map<std::string, std::string> environment = environment_;
    for (const auto& [name, value] : prepared.command.environment) {
        if (value) {
            environment[name] = *value;
        } else {
            environment.erase(name);
        }
    }
    for (const auto& [name, value] : environment) {
        prepared.environment.push_back(fmt::format("{}={}", name, value));
    }
    const auto path = environment.find("PATH");
    prepared.executable = search_.find(prepared.command.argv.front(),
                                       path == environment.end() ? "/usr/bin:/bin" : path->second,
                                       prepared.command.cwd);
    return prepared;
}

} // namespace docbuild
