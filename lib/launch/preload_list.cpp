#include "lib/launch/preload_list.hpp"

#include <algorithm>
#include <utility>

namespace docbuild {

namespace {

/// Each costs one restart of the server, only once: exclusions are remembered.
constexpr unsigned most_packages_left_out = 8;

bool contains(const std::vector<std::string>& modules, const std::string& module) {
    return std::find(modules.begin(), modules.end(), module) != modules.end();
}

bool is_part_of(const std::string& module, const std::string& package) {
    return module.starts_with(package) &&
           (module.size() == package.size() || module[package.size()] == '.');
}

std::vector<std::string> take_package(std::vector<std::string>& modules,
                                      const std::string& package) {
    const auto taken =
        std::stable_partition(modules.begin(), modules.end(), [&](const std::string& module) {
            return !is_part_of(module, package);
        });
    std::vector<std::string> found(std::make_move_iterator(taken),
                                   std::make_move_iterator(modules.end()));
    modules.erase(taken, modules.end());
    return found;
}

} // namespace

PreloadList::PreloadList(std::vector<std::string> named, std::vector<std::string> learned)
    : named_(std::move(named)), learned_(std::move(learned)) {}

PreloadList::Omission PreloadList::leave_out(const std::string& culprit,
                                             const std::string& package) {
    if (contains(named_, culprit)) {
        return {Without::named, take_package(named_, package)};
    }
    if (learned_.empty()) {
        return {};
    }
    if (contains(learned_, culprit) && packages_left_out_ < most_packages_left_out) {
        ++packages_left_out_;
        take_package(learned_, package);
        return {Without::learned, {}};
    }
    learned_.clear();
    return {Without::all_learned, {}};
}

} // namespace docbuild
