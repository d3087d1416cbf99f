#include "lib/command/project_directories.hpp"

#include "lib/text/text_parts.hpp"

#include <algorithm>

namespace docbuild {

namespace {

std::size_t parts_up(std::string_view path) {
    return static_cast<std::size_t>(std::ranges::count(split(path, '/'), ".."));
}

std::size_t levels_up(const std::vector<std::string>& paths) {
    std::size_t most = 0;
    for (const std::string& path : paths) {
        most = std::max(most, parts_up(path));
    }
    return most;
}

std::size_t levels_up(const StageKeys& keys) {
    std::size_t most = 0;
    for (const auto* paths : {&keys.inputs, &keys.outputs, &keys.command, &keys.arguments}) {
        most = std::max(most, *paths ? levels_up(**paths) : 0);
    }
    for (const auto* path : {&keys.conf, &keys.python, &keys.depfile, &keys.cwd}) {
        most = std::max(most, *path ? parts_up(**path) : 0);
    }
    return most;
}

/// How far the paths of the manifest go up by `..`.
std::size_t levels_up(const Plan& plan) {
    std::size_t most = parts_up(plan.manifest.build);
    for (const Document& document : plan.documents) {
        most = std::max(most, parts_up(document.source));
    }
    for (const Stage& stage : plan.manifest.stages) {
        most = std::max(most, levels_up(stage.keys));
    }
    for (const DocumentRule& rule : plan.manifest.documents) {
        for (const auto& [stage, keys] : rule.overrides) {
            most = std::max(most, levels_up(keys));
        }
    }
    return most;
}

} // namespace

OwnDirectories own_directories(const Plan& plan, const Directories& directories) {
    return {directories.build, directories.manifest_dir, levels_up(plan)};
}

} // namespace docbuild
