#include "lib/sphinx/sphinx_offers.hpp"

#include "lib/sphinx/sphinx_files.hpp"
#include "lib/text/path_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace docbuild {

using nlohmann::ordered_json;

std::string SphinxOffers::word_for(JobId reader) const {
    const Job& job = plan_.jobs[index(reader)];
    const List& list = list_for(job);
    const auto own = further(job, list);
    if (list.jobs.empty() && own.empty()) {
        return {};
    }
    Digester digester;
    digester.add(list.digest);
    for (const Further& other : own) {
        add_to(digester, job.stage, other.job);
        digester.add(std::uint64_t{other.at});
    }
    return std::string(offers_word) + hex(digester.finish());
}

void SphinxOffers::add_to(JobId reader, ordered_json& input) const {
    const Job& job = plan_.jobs[index(reader)];
    const List& list = list_for(job);
    if (!list.jobs.empty()) {
        input["shared"] = {{"file", shared_file(reader)},
                           {"but", plan_.documents[job.document].name}};
    }
    input["documents"] = ordered_json::array();
    for (const Further& other : further(job, list)) {
        input["documents"].push_back(document(job.stage, other.job));
        if (!list.jobs.empty()) {
            input["documents"].back()["at"] = other.at;
        }
    }
}

std::string SphinxOffers::shared_file(JobId reader) const {
    const List& list = list_for(plan_.jobs[index(reader)]);
    return list.jobs.empty() ? std::string()
                             : SphinxFiles{directories_.build}.offers(hex(list.digest));
}

std::string SphinxOffers::shared_text(JobId reader) const {
    const Job& job = plan_.jobs[index(reader)];
    ordered_json documents = ordered_json::array();
    for (const JobId other : list_for(job).jobs) {
        documents.push_back(document(job.stage, other));
    }
    return documents.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

const SphinxOffers::List& SphinxOffers::list_for(const Job& reader) const {
    const auto [known, is_new] = lists_.try_emplace({reader.stage, reader.after_all});
    List& list = known->second;
    if (!is_new) {
        return list;
    }
    for (const BarrierId barrier : reader.after_all) {
        for (const JobId job : plan_.barriers[index(barrier)].jobs) {
            if (!inventories_[index(job)].path.empty()) {
                list.jobs.push_back(job);
            }
        }
    }
    std::sort(list.jobs.begin(), list.jobs.end());
    const auto is_of_same_document = [&](JobId one, JobId other) {
        return plan_.jobs[index(one)].document == plan_.jobs[index(other)].document;
    };
    list.jobs.erase(std::unique(list.jobs.begin(), list.jobs.end(), is_of_same_document),
                    list.jobs.end());
    Digester digester;
    for (const JobId job : list.jobs) {
        add_to(digester, reader.stage, job);
    }
    list.digest = digester.finish();
    return list;
}

/// Of two jobs of a document the first counts.
std::vector<SphinxOffers::Further> SphinxOffers::further(const Job& reader,
                                                         const List& list) const {
    std::vector<Further> found;
    std::uint32_t last_document = reader.document; // no links to itself
    for (const JobId before : reader.after) {
        const std::uint32_t document = plan_.jobs[index(before)].document;
        if (document == reader.document || document == last_document ||
            inventories_[index(before)].path.empty()) {
            continue;
        }
        last_document = document;
        const auto place = std::lower_bound(list.jobs.begin(), list.jobs.end(), before);
        const auto has_document = [&](auto element) {
            return plan_.jobs[index(*element)].document == document;
        };
        const bool is_shared = (place != list.jobs.end() && *place == before) ||
                               (place != list.jobs.begin() && has_document(place - 1));
        if (!is_shared) {
            found.push_back({before, static_cast<std::size_t>(place - list.jobs.begin())});
        }
    }
    return found;
}

/// Where the other document's pages are for a reader of this stage: beside them, where the other
/// document is built in the same stage.
std::string SphinxOffers::pages_of(std::uint32_t seen_from, JobId other) const {
    JobName beside = plan_.name_of(other);
    beside.stage = plan_.manifest.stages[seen_from].name;
    return plan_.job_named.contains(beside.text()) ? directories_.output_of(beside)
                                                   : parent_of(inventories_[index(other)].path);
}

ordered_json SphinxOffers::document(std::uint32_t seen_from, JobId other) const {
    const Inventory& inventory = inventories_[index(other)];
    ordered_json document = {{"name", plan_.name_of(other).document},
                             {"html", pages_of(seen_from, other)},
                             {"inventory", inventory.path}};
    if (!inventory.is_among_outputs) {
        document["watch"] = true;
    }
    return document;
}

void SphinxOffers::add_to(Digester& digester, std::uint32_t seen_from, JobId other) const {
    const Inventory& inventory = inventories_[index(other)];
    digester.add(plan_.name_of(other).document);
    digester.add(in_build(pages_of(seen_from, other)));
    digester.add(in_build(inventory.path));
    digester.add(std::uint64_t{inventory.is_among_outputs});
}

/// Paths in the build directory move with it.
std::string SphinxOffers::in_build(const std::string& path) const {
    return is_below(path, directories_.build) ? "{build}" + path.substr(directories_.build.size())
                                              : path;
}

} // namespace docbuild
