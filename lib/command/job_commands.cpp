#include "lib/command/job_commands.hpp"

#include "lib/command/project_directories.hpp"
#include "lib/command/python_command.hpp"
#include "lib/sphinx/sphinx_files.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

namespace {

constexpr const char* hash_seed = "PYTHONHASHSEED";
constexpr const char* sphinx_script = "sphinx-build";
constexpr const char* usual_interpreter = "python3";

std::shared_ptr<const EnvironmentSettings>
settings_of(const std::map<std::string, std::string>& environment) {
    auto settings = std::make_shared<EnvironmentSettings>();
    settings->reserve(environment.size());
    for (const auto& [name, value] : environment) {
        settings->push_back(fmt::format("{}={}", name, value));
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
                         std::map<std::string, std::string> environment, unsigned slots,
                         UnsetVariables unset)
    : plan_(plan), directories_(std::move(directories)), own_(own_directories(plan_, directories_)),
      environment_(std::move(environment)), inherited_(settings_of(environment_)), slots_(slots),
      unset_(unset), sphinx_(plan_, directories_) {}

BuilderCommand JobCommands::fill_in(JobId job, Asked& asked) const {
    asked = Asked();
    const unsigned wanted = plan_.keys_of(job)->slots.value_or(1);
    return docbuild::fill_in(plan_, job, directories_, std::min(wanted, slots_),
                             [&](const std::string& name) -> std::optional<std::string> {
                                 asked.any = true;
                                 const auto found = environment_.find(name);
                                 if (found != environment_.end()) {
                                     return found->second;
                                 }
                                 asked.lacks = true;
                                 return unset_ == UnsetVariables::left
                                            ? std::optional("{env:" + name + "}")
                                            : std::nullopt;
                             });
}

PreparedCommand JobCommands::prepare(JobId job) {
    Asked asked;
    PreparedCommand prepared{fill_in(job, asked), inherited_, std::string(), {}, !asked.lacks};
    std::string offers = complete_sphinx(job, prepared.command);
    BuilderCommand& command = prepared.command;
    command.speedups = command.speedups && speedups_;
    std::string path;
    if (command.environment.empty()) { // most jobs: nothing to be merged
        path = path_in(environment_);
    } else {
        std::map<std::string, std::string> environment = environment_;
        apply_changes(command.environment, environment);
        prepared.environment = settings_of(environment);
        path = path_in(environment);
    }
    if (command.argv.front().empty()) {
        start_sphinx(prepared, path);
    }
    prepared.executable = search_.find(command.argv.front(), path, command.cwd);
    prepared.words = command.argv;
    for (const auto& [name, value] : command.environment) {
        prepared.words.push_back(value ? fmt::format("{}={}", name, *value)
                                       : fmt::format("unset {}", name));
    }
    prepared.words.push_back("in " + command.cwd);
    if (const auto* executable = std::get_if<std::string>(&prepared.executable)) {
        prepared.words.push_back(*executable);
    }
    if (!offers.empty()) {
        prepared.words.push_back(std::move(offers));
    }
    for (std::string& word : prepared.words) {
        word = own_.in_words(word);
    }
    return prepared;
}

/// The word for what the job may link to. Hashes that are random would have what Sphinx writes
/// differ from run to run.
std::string JobCommands::complete_sphinx(JobId job, BuilderCommand& command) const {
    if (!command.sphinx) {
        return {};
    }
    sphinx_.complete(job, command);
    command.environment["DOCBUILD_SPHINX"] =
        SphinxFiles{directories_.build}.front_input(plan_.name_of(job));
    if (!environment_.contains(hash_seed)) {
        command.environment.try_emplace(hash_seed, "0");
    }
    return sphinx_.offers_of(job);
}

/// By the interpreter that runs `sphinx-build`. A wrapper is run as it is, for it alone knows which
/// Sphinx it starts, and with what; wrapped/conf.py leads on to the front. Where there is none, the
/// interpreter may have Sphinx; and if there is no interpreter either, `sphinx-build` is missing.
void JobCommands::start_sphinx(PreparedCommand& prepared, const std::string& path) {
    BuilderCommand& command = prepared.command;
    const auto script = search_.find(sphinx_script, path, command.cwd);
    const auto* const file = std::get_if<std::string>(&script);
    if (file == nullptr) {
        const auto python = search_.find(usual_interpreter, path, command.cwd);
        command.argv.front() =
            std::holds_alternative<std::string>(python) ? usual_interpreter : sphinx_script;
        return;
    }
    if (const auto interpreter = interpreter_of(*file, path, command.cwd)) {
        command.argv.front() = *interpreter;
        return;
    }
    prepared.wrapper = *file;
    command.argv.erase(command.argv.begin()); // where the front is the second word
    command.argv.front() = sphinx_script;
    command.argv.insert(command.argv.end(), {"-D", "docbuild.directory=" + command.cwd, "-c",
                                             parent_of(directories_.sphinx_front) + "/wrapped"});
}

std::string JobCommands::front_input(JobId job, const BuilderCommand& command) const {
    return sphinx_.front_input(job, command, without_, fresh_);
}

/// Where one job of a stage asks for nothing, no other does that has the same keys.
void JobCommands::check_environment(const std::vector<bool>& needed) const {
    std::vector<bool> asks_for_none(plan_.manifest.stages.size());
    for (std::size_t i = 0; i < needed.size(); ++i) {
        const auto job = JobId(i);
        const std::uint32_t stage = plan_.jobs[i].stage;
        const bool has_own_keys = plan_.keys_of(job).are_overridden();
        if (needed[i] && (has_own_keys || !asks_for_none[stage])) {
            Asked asked;
            fill_in(job, asked);
            asks_for_none[stage] = has_own_keys ? asks_for_none[stage] : !asked.any;
        }
    }
}

} // namespace docbuild
