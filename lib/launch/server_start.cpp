#include "lib/launch/server_start.hpp"

#include "lib/disk/files.hpp"
#include "lib/process/builder_tag.hpp"
#include "lib/text/path_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace docbuild {

namespace {

/// Numeric libraries start a thread per processor on import, unless one of these limits the number.
constexpr std::array server_settings = {
    "PYTHONHASHSEED=0",   "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1",       "MKL_NUM_THREADS=1",
    "BLIS_NUM_THREADS=1", "NUMEXPR_NUM_THREADS=1",  "VECLIB_MAXIMUM_THREADS=1"};

/// Variables that the interpreter and the loader read only at start-up: the server's values must
/// match the job's.
bool is_read_at_start(std::string_view setting) {
    constexpr std::array prefixes = {
        "PYTHON", "LD_", "DYLD_", "HOME=", "LANG=", "LC_ALL=", "LC_CTYPE="};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const char* prefix) { return setting.starts_with(prefix); });
}

/// The server starts processes for many jobs; their leftovers must not be attributed to the first
/// job.
void set_fork_server_tag(std::string& setting) {
    std::string name(builder_variable);
    name += '=';
    if (setting.starts_with(name)) {
        setting = name + fork_server_tag(std::string_view(setting).substr(name.size()));
    }
}

void add(std::vector<std::string>& arguments, const char* option,
         const std::vector<std::string>& values) {
    for (const std::string& value : values) {
        arguments.insert(arguments.end(), {option, value});
    }
}

} // namespace

std::optional<PythonCommand> python_command_of(const BuilderRequest& request) {
    constexpr std::string_view path_setting = "PATH=";
    std::string path = "/usr/bin:/bin"; // like execvp(3)
    for (const std::string& setting : request.environment) {
        if (setting.starts_with(path_setting)) {
            path = setting.substr(path_setting.size());
        }
    }
    return python_command(request.executable, request.argv, path, request.cwd);
}

ServerKey server_key(const BuilderRequest& request, const PythonCommand& command,
                     const std::vector<std::string>& learned) {
    const std::string& first = command.arguments.front();
    ServerKey key;
    key.interpreter = command.interpreter;
    key.options = command.options;
    std::copy_if(request.environment.begin(), request.environment.end(),
                 std::back_inserter(key.environment), is_read_at_start);
    key.directory = first == "-m" ? request.cwd : parent_of(resolve(first, request.cwd));
    if (const auto* modules = std::get_if<std::vector<std::string>>(&*request.preload)) {
        key.named = *modules;
    } else {
        key.learns = true;
        key.learned = learned;
    }
    key.is_sphinx = request.is_sphinx;
    key.speedups = request.speedups;
    return key;
}

std::vector<std::string> server_arguments(const ServerKey& key, const ServerPlan& plan,
                                          const std::string& lists) {
    std::vector<std::string> arguments;
    if (key.is_sphinx) {
        add(arguments, "--preload", {"docbuild_sphinx.front", "sphinx.cmd.build"});
        add(arguments, "--warm", {"docbuild_sphinx.warm"});
    }
    add(arguments, "--try", plan.list.named());
    add(arguments, "--learned", plan.list.learned());
    for (const auto& [package, version] : plan.unfit) {
        arguments.insert(arguments.end(), {"--without", package + "=" + version});
    }
    add(arguments, "--fatal", plan.fatal);
    if (plan.probes) {
        arguments.emplace_back("--probe");
    }
    if (key.learns && !key.is_sphinx) { // the front of `sphinx` stages reports it itself
        add(arguments, "--learn", {lists});
    }
    if (!key.speedups) {
        arguments.emplace_back("--no-speedups");
    }
    add(arguments, "--directory", {key.directory});
    return arguments;
}

std::vector<std::string> server_environment(std::vector<std::string> environment) {
    for (std::string& setting : environment) {
        set_fork_server_tag(setting);
    }
    for (const std::string_view setting : server_settings) {
        const std::string_view name = setting.substr(0, setting.find('=') + 1);
        if (std::none_of(environment.begin(), environment.end(),
                         [&](const std::string& given) { return given.starts_with(name); })) {
            environment.emplace_back(setting);
        }
    }
    return environment;
}

} // namespace docbuild
