#include "lib/launch/learned_modules.hpp"

#include "lib/disk/files.hpp"
#include "lib/json/json_text.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace docbuild {

namespace {

constexpr Bytes largest_file{8U << 20U};
constexpr std::size_t most_modules = 1000; // per learner

} // namespace

std::string learners(bool is_sphinx, const std::string& interpreter, const std::string& stage) {
    return is_sphinx ? "sphinx " + interpreter : "stage " + stage;
}

LearnedModules::LearnedModules(std::string path) : path_(std::move(path)) {
    const JsonValue json = json_or_null(read_file_if_any(path_, largest_file));
    if (const auto* const learned = json.find<JsonValue::Object>("learned")) {
        for (const JsonMember& each : *learned) {
            learners_[each.key].modules = each.value.texts_of("modules");
            learners_[each.key].unfit = each.value.texts_by_key_of("unfit");
        }
    }
}

std::vector<std::string> LearnedModules::modules(const std::string& learners) const {
    const auto found = learners_.find(learners);
    return found == learners_.end() ? std::vector<std::string>() : found->second.modules;
}

Versions LearnedModules::unfit(const std::string& learners) const {
    const auto found = learners_.find(learners);
    return found == learners_.end() ? Versions() : found->second.unfit;
}

void LearnedModules::note(const std::string& learners, const std::string& stage,
                          const std::vector<std::string>& imported) {
    Stage& known = learners_[learners].stages[stage];
    ++known.jobs;
    for (const std::string& module : imported) {
        if (++known.counts[module] == 1) {
            known.order.push_back(module);
        }
    }
}

void LearnedModules::note_unfit(const std::string& learners, const Versions& packages) {
    for (const auto& [package, version] : packages) {
        std::string& known = learners_[learners].unfit[package];
        is_changed_ |= known != version;
        known = version;
    }
}

void LearnedModules::forget_unfit(const std::string& learners) {
    learners_[learners].unfit.clear();
    is_changed_ = true;
}

void LearnedModules::leave_out(const std::string& learners,
                               const std::vector<std::string>& modules) {
    learners_[learners].left_out.insert(modules.begin(), modules.end());
}

/// Returns whether anything new was learned.
bool LearnedModules::learn(Learners& learners) {
    const std::size_t before = learners.modules.size();
    std::set<std::string> known(learners.modules.begin(), learners.modules.end());
    for (const auto& [name, stage] : learners.stages) {
        for (const std::string& module : stage.order) {
            const bool is_common = 2 * stage.counts.at(module) > stage.jobs;
            if (is_common && !learners.left_out.contains(module) &&
                learners.modules.size() < most_modules && known.insert(module).second) {
                learners.modules.push_back(module);
            }
        }
    }
    return learners.modules.size() > before;
}

void LearnedModules::save() {
    nlohmann::json learned = nlohmann::json::object();
    for (auto& [name, learners] : learners_) {
        is_changed_ |= learn(learners);
        if (!learners.modules.empty()) {
            learned[name] = {{"modules", learners.modules}, {"unfit", learners.unfit}};
        }
    }
    if (!is_changed_) {
        return;
    }
    const std::string text = nlohmann::json{{"learned", learned}}.dump(1) + "\n";
    if (make_parent_directories(path_) != 0 || replace_file(path_, text, Durable::no) != 0) {
        return; // such as a full disk; the next run learns it again
    }
}

std::vector<std::string> take_module_list(const std::string& path) {
    auto modules = json_or_null(read_file_if_any(path, largest_file)).texts();
    ::unlink(path.c_str()); // harmless if it stays
    return modules;
}

} // namespace docbuild
