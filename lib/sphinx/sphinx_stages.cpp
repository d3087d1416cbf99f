#include "lib/sphinx/sphinx_stages.hpp"

#include "lib/sphinx/sphinx_files.hpp"
#include "lib/text/path_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

constexpr std::string_view inventory_builder = "inventory";
constexpr std::string_view inventory_file = "objects.inv";
constexpr std::array<std::string_view, 4> inventory_writers = {"html", "dirhtml", "singlehtml",
                                                               inventory_builder};

bool writes_inventory(std::string_view builder) {
    return std::find(inventory_writers.begin(), inventory_writers.end(), builder) !=
           inventory_writers.end();
}

bool is_sphinx_anywhere(const Manifest& manifest) {
    const auto is_sphinx = [](const StageKeys& keys) { return keys.sphinx.has_value(); };
    return std::any_of(manifest.stages.begin(), manifest.stages.end(),
                       [&](const Stage& stage) { return is_sphinx(stage.keys); }) ||
           std::any_of(
               manifest.documents.begin(), manifest.documents.end(), [&](const DocumentRule& rule) {
                   return std::any_of(rule.overrides.begin(), rule.overrides.end(),
                                      [&](const auto& above) { return is_sphinx(above.second); });
               });
}

} // namespace

SphinxStages::SphinxStages(const Plan& plan, const Directories& directories)
    : plan_(plan), directories_(directories), has_any_(is_sphinx_anywhere(plan.manifest)),
      offers_(plan_, directories_, inventories_) {
    for (std::size_t i = 0; has_any_ && i < plan.jobs.size(); ++i) {
        const auto keys = plan.keys_of(JobId(i));
        traits_.push_back({keys->sphinx.has_value(), keys->sphinx == inventory_builder});
        inventories_.push_back(find_inventory(JobId(i), *keys));
    }
}

Inventory SphinxStages::find_inventory(JobId job, const StageKeys& keys) const {
    Inventory inventory;
    const auto outputs = keys.outputs.value_or(std::vector<std::string>());
    if (keys.sphinx && writes_inventory(*keys.sphinx)) {
        inventory = {directories_.output_of(plan_.name_of(job)) + "/" + std::string(inventory_file),
                     outputs.empty()};
    }
    for (const std::string& output : outputs) {
        const std::string path = fill_in_path(plan_, job, output, directories_);
        if (path.ends_with("/" + std::string(inventory_file))) {
            inventory = {path, true};
        } else if (is_below(inventory.path, path)) {
            inventory.is_among_outputs = true;
        }
    }
    return inventory;
}

std::optional<JobId> SphinxStages::inventory_before(JobId job) const {
    for (const JobId before : plan_.jobs[index(job)].after) {
        if (traits_of(before).is_inventory &&
            plan_.jobs[index(before)].document == plan_.jobs[index(job)].document) {
            return before;
        }
    }
    return std::nullopt;
}

std::optional<JobId> SphinxStages::first_after(JobId inventory, bool writes_pages) const {
    const auto document = plan_.jobs[index(inventory)].document;
    for (std::size_t i = index(inventory) + 1;
         i < plan_.jobs.size() && plan_.jobs[i].document == document; ++i) {
        if (traits_[i].is_sphinx && !(writes_pages && inventories_[i].path.empty()) &&
            inventory_before(JobId(i)) == inventory) {
            return JobId(i);
        }
    }
    return std::nullopt;
}

/// One alone, as two at a time would spoil the doctrees.
std::optional<JobId> SphinxStages::goes_on_with(JobId inventory) const {
    return first_after(inventory, true);
}

std::string SphinxStages::doctrees_of(JobId job) const {
    if (!has_any_ || !traits_of(job).is_sphinx) {
        return {};
    }
    const auto before = inventory_before(job);
    const bool shares = before && goes_on_with(*before) == job;
    return SphinxFiles{directories_.build}.doctrees(plan_.name_of(shares ? *before : job));
}

JobId SphinxStages::reader_for(JobId job) const {
    if (!traits_of(job).is_inventory) {
        return job;
    }
    const auto pages = goes_on_with(job);
    return pages ? *pages : first_after(job, false).value_or(job);
}

void SphinxStages::complete(JobId job, BuilderCommand& command) const {
    if (!command.sphinx) {
        return;
    }
    const SphinxKeys& words = *command.sphinx;
    command.argv = {words.python, directories_.sphinx_front, "-b", words.builder,
                    "-d",         doctrees_of(job)};
    if (words.conf) {
        command.argv.insert(command.argv.end(), {"-c", *words.conf});
    }
    command.argv.insert(command.argv.end(), words.arguments.begin(), words.arguments.end());
    command.argv.insert(command.argv.end(), {command.source, command.output});
    if (!command.depfile) {
        command.depfile = SphinxFiles{directories_.build}.depfile(plan_.name_of(job));
    }
    if (command.outputs.empty() && writes_inventory(words.builder)) {
        command.outputs = {inventory_of(job).path};
    }
    command.preload = command.preload.value_or(PreloadAuto{});
}

std::string SphinxStages::front_input(JobId job, const BuilderCommand& command,
                                      const std::set<std::string>& without, bool fresh) const {
    if (!command.sphinx) {
        return {};
    }
    const JobName name = plan_.name_of(job);
    const SphinxFiles files{directories_.build};
    nlohmann::ordered_json input;
    offers_.add_to(reader_for(job), input);
    if (const auto next = traits_of(job).is_inventory ? goes_on_with(job) : std::nullopt) {
        input["pages"] = *plan_.keys_of(*next)->sphinx;
    }
    input["depfile"] = command.depfile.value_or("");
    input["target"] = command.output;
    input["progress"] = files.progress(name);
    input["report"] = files.report(name);
    input["traceback"] = files.traceback(name);
    input["written"] = files.written(name);
    input["inputs"] = files.inputs(name);
    input["findings"] = files.findings(name);
    if (fresh) {
        input["fresh"] = "--rebuild";
    }
    input["conf"] = command.sphinx->conf.value_or(command.source);
    if (!without.empty()) {
        input["without"] = without;
    }
    if (!command.speedups) {
        input["speedups"] = false;
    }
    return input.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace docbuild
