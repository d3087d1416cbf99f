#include "lib/project/settings.hpp"

#include "lib/config/config_environment.hpp"
#include "lib/config/config_loader.hpp"
#include "lib/disk/files.hpp"
#include "lib/host/config_files.hpp"
#include "lib/host/host.hpp"
#include "lib/host/processors.hpp"

#include <fmt/format.h>

namespace docbuild {

namespace {

constexpr Bytes largest_configuration{4U << 20U};

ConfigLayer read_layer(const std::string& file, const Platform& platform) {
    return load_config(read_file(file, largest_configuration), file, platform);
}

/// A file that a person named and that is not there is the person's mistake.
ConfigLayer read_named_layer(const std::string& file, const Platform& platform) {
    if (!path_exists(file)) {
        throw InputError(fmt::format("{}: no such configuration file; check --config", file));
    }
    return read_layer(file, platform);
}

} // namespace

Settings find_settings(const Request& request,
                       const std::map<std::string, std::string>& environment) {
    const Platform platform =
        platform_of(request.uname ? parse_uname(*request.uname) : host_uname());
    std::vector<ConfigLayer> layers = {built_in_config()};
    if (const auto file = platform_config_file(platform, request.program)) {
        layers.push_back(read_layer(*file, platform));
    }
    const std::size_t explicit_from = layers.size();
    for (const std::string& file : request.config_files) {
        layers.push_back(read_named_layer(file, platform));
    }
    for (ConfigLayer& layer : layers_of_environment(environment)) {
        layers.push_back(std::move(layer));
    }
    layers.insert(layers.end(), request.command_line.begin(), request.command_line.end());

    Config config = merge_layers(layers, explicit_from);
    ModeDecision mode = decide(platform, config, usable_processors());
    return {platform, std::move(config), std::move(mode)};
}

} // namespace docbuild
