#include "lib/run/learned_modules.hpp"

#include "lib/core/error.hpp"
#include "lib/run/files.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace docbuild {

namespace {

constexpr Bytes largest_file{1U << 20U};
constexpr std::size_t most_modules = 1000;

std::vector<std::string> read_modules(const std::string& path) {
    if (!path_exists(path)) {
        return {};
    }
    try {
        const auto json = nlohmann::json::parse(read_file(path, largest_file), nullptr, false);
        return json.is_object() ? json.value("modules", std::vector<std::string>())
                                : std::vector<std::string>();
    } catch (const std::exception&) { // damaged or unreadable: it is learned anew
        return {};
    }
}

} // namespace

LearnedModules::LearnedModules(std::string path)
    : path_(std::move(path)), modules_(read_modules(path_)) {}

void LearnedModules::note(const std::string& stage, const std::vector<std::string>& imported) {
    Stage& known = stages_[stage];
    ++known.jobs;
    for (const std::string& module : imported) {
        if (++known.counts[module] == 1) {
            known.order.push_back(module);
        }
    }
}

void LearnedModules::leave_out(const std::vector<std::string>& modules) {
    left_out_.insert(modules.begin(), modules.end());
}

void LearnedModules::save() {
    const std::size_t before = modules_.size();
    for (const auto& [name, stage] : stages_) {
        for (const std::string& module : stage.order) {
            const bool is_common = 2 * stage.counts.at(module) > stage.jobs;
            const bool is_new =
                std::find(modules_.begin(), modules_.end(), module) == modules_.end();
            if (is_common && is_new && !left_out_.contains(module) &&
                modules_.size() < most_modules) {
                modules_.push_back(module);
            }
        }
    }
    if (modules_.size() == before) {
        return;
    }
    const std::string text = nlohmann::json{{"modules", modules_}}.dump(1) + "\n";
    if (make_parent_directories(path_) != 0 || replace_file(path_, text, Durable::no) != 0) {
        return; // a full disk, say: the next run learns it again
    }
}

} // namespace docbuild
