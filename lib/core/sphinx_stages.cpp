#include "lib/core/sphinx_stages.hpp"

#include "lib/core/path_text.hpp"
#include "lib/core/sphinx_files.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

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

bool has(const std::vector<std::string>& arguments, std::string_view flag) {
    return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

/// The pages may ask for more: links that lead nowhere (-n) are looked for when pages are written,
/// and with --keep-going a warning of a page that is read fails nothing at once (-W).
bool read_alike(const std::vector<std::string>& inventory, std::vector<std::string> pages) {
    const bool fails_at_the_end =
        has(pages, "-W") && has(pages, "--keep-going") && !has(inventory, "-W");
    for (const std::string_view flag : {"-n", "-W", "--keep-going"}) {
        if (!has(inventory, flag) && (flag == "-n" || fails_at_the_end)) {
            std::erase(pages, flag);
        }
    }
    return inventory == pages;
}

} // namespace

SphinxStages::SphinxStages(const Plan& plan, const Directories& directories)
    : plan_(plan), directories_(directories), has_any_(is_sphinx_anywhere(plan.manifest)) {
    for (std::size_t i = 0; has_any_ && i < plan.jobs.size(); ++i) {
        traits_.push_back(find_traits(JobId(i)));
    }
}

SphinxStages::Traits SphinxStages::find_traits(JobId job) const {
    const auto keys = plan_.keys_of(job);
    Traits traits{keys->sphinx.has_value(), keys->sphinx == inventory_builder, {}};
    if (keys->sphinx && writes_inventory(*keys->sphinx)) {
        traits.inventory = output_of(plan_.name_of(job)) + "/" + std::string(inventory_file);
    }
    for (const std::string& output : keys->outputs.value_or(std::vector<std::string>())) {
        const std::string path = fill_in_path(plan_, job, output, directories_);
        if (path.ends_with("/" + std::string(inventory_file))) {
            traits.inventory = path;
        }
    }
    return traits;
}

std::string SphinxStages::output_of(const JobName& job) const {
    return resolve(job.stage + "/" + job.document, directories_.build);
}

std::optional<JobId> SphinxStages::inventory_before(JobId job) const {
    if (!has_any_) {
        return std::nullopt;
    }
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
        if (traits_[i].is_sphinx && !(writes_pages && traits_[i].inventory.empty()) &&
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

std::optional<JobId> SphinxStages::pages_after(JobId inventory) const {
    const auto pages =
        has_any_ && traits_of(inventory).is_inventory ? goes_on_with(inventory) : std::nullopt;
    if (!pages) {
        return std::nullopt;
    }
    const auto& before = plan_.jobs[index(inventory)].after;
    const auto changes_nothing = [&](JobId job) {
        return traits_of(job).is_inventory || std::binary_search(before.begin(), before.end(), job);
    };
    const auto& after = plan_.jobs[index(*pages)].after;
    return std::all_of(after.begin(), after.end(), changes_nothing) ? pages : std::nullopt;
}

std::string SphinxStages::doctrees_of(JobId job) const {
    if (!has_any_ || !traits_of(job).is_sphinx) {
        return {};
    }
    const auto before = inventory_before(job);
    const bool shares = before && goes_on_with(*before) == job;
    return SphinxFiles{directories_.build}.doctrees(plan_.name_of(shares ? *before : job));
}

/// Where the other document's pages are for a reader of this job's: beside them, where the other
/// document is built in the same stage.
std::string SphinxStages::pages_of(JobId seen_from, JobId other) const {
    JobName beside = plan_.name_of(other);
    beside.stage = plan_.name_of(seen_from).stage;
    return plan_.job_named.contains(beside.text()) ? output_of(beside)
                                                   : directory_of(traits_of(other).inventory);
}

std::vector<LinkedDocument> SphinxStages::linked(JobId job) const {
    const bool is_inventory = traits_of(job).is_inventory;
    const auto pages = is_inventory ? goes_on_with(job) : std::nullopt;
    const auto next = is_inventory && !pages ? first_after(job, false) : pages;
    const JobId reader = next.value_or(job);
    std::vector<LinkedDocument> documents;
    std::set<std::uint32_t> known = {plan_.jobs[index(reader)].document}; // no links to itself
    for (const JobId before : plan_.jobs[index(reader)].after) {
        const std::string& inventory = traits_of(before).inventory;
        if (!inventory.empty() && known.insert(plan_.jobs[index(before)].document).second) {
            documents.push_back(
                {plan_.name_of(before).document, pages_of(reader, before), inventory});
        }
    }
    return documents;
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
        command.outputs = {traits_of(job).inventory};
    }
    command.preload = command.preload.value_or(PreloadAuto{});
}

std::string SphinxStages::told(JobId job, const BuilderCommand& command,
                               const std::optional<BuilderCommand>& pages,
                               const std::set<std::string>& without) const {
    if (!command.sphinx) {
        return {};
    }
    const JobName name = plan_.name_of(job);
    const SphinxFiles files{directories_.build};
    nlohmann::ordered_json told;
    told["documents"] = nlohmann::ordered_json::array();
    for (const LinkedDocument& document : linked(job)) {
        told["documents"].push_back(
            {{"name", document.name}, {"html", document.html}, {"inventory", document.inventory}});
    }
    if (const auto next = traits_of(job).is_inventory ? goes_on_with(job) : std::nullopt) {
        told["pages"] = *plan_.keys_of(*next)->sphinx;
    }
    if (pages) {
        const auto& argv = pages->argv; // interpreter and front come first
        told["then"] = {{"arguments", std::vector<std::string>(argv.begin() + 2, argv.end())},
                        {"output", pages->output},
                        {"doctrees", doctrees_of(job)}};
    }
    told["depfile"] = command.depfile.value_or("");
    told["target"] = command.output;
    told["progress"] = files.progress(name);
    told["report"] = files.report(name);
    told["traceback"] = files.traceback(name);
    told["written"] = files.written(name);
    told["conf"] = command.sphinx->conf.value_or(command.source);
    if (!without.empty()) {
        told["without"] = without;
    }
    return told.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

bool read_alike(const BuilderCommand& inventory, const BuilderCommand& pages) {
    return inventory.sphinx && pages.sphinx &&
           read_alike(inventory.sphinx->arguments, pages.sphinx->arguments) &&
           inventory.sphinx->conf == pages.sphinx->conf &&
           inventory.sphinx->python == pages.sphinx->python && inventory.source == pages.source &&
           inventory.cwd == pages.cwd && inventory.environment == pages.environment &&
           inventory.preload == pages.preload;
}

} // namespace docbuild
