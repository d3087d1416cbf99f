#include "lib/core/manifest_proposal.hpp"

#include "lib/core/document_name.hpp"
#include "lib/core/json_layout.hpp"
#include "lib/core/path_patterns.hpp"
#include "lib/core/path_text.hpp"
#include "lib/core/rule_proposal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

/// So many that one process for all is what docbuild is to be a way out of.
constexpr std::ptrdiff_t fewest_to_split = 20;
/// Of the directories with pages, at most one in so many may be without a first page.
constexpr std::ptrdiff_t split_needs_one_in = 4;

/// Variables that an environment has anyway.
constexpr std::array<std::string_view, 6> usual_variables = {"HOME", "LANG",  "PATH",
                                                             "PWD",  "SHELL", "USER"};

template <std::size_t Size>
bool has_any(std::string_view text, const std::array<std::string_view, Size>& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

enum class Meaning { unknown, tree, build };

/// `srctree` and TOP_DIR are the tree that is documented, BUILDDIR is where it is built.
Meaning meaning_of(const std::string& variable) {
    constexpr std::array<std::string_view, 3> of_directories = {"dir", "root", "tree"};
    constexpr std::array<std::string_view, 3> of_outputs = {"bin", "build", "out"};
    constexpr std::array<std::string_view, 5> of_sources = {"project", "root", "source", "src",
                                                            "top"};
    std::string name = variable;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    if (!has_any(name, of_directories)) {
        return Meaning::unknown;
    }
    if (has_any(name, of_outputs)) {
        return Meaning::build;
    }
    return has_any(name, of_sources) ? Meaning::tree : Meaning::unknown;
}

/// The tree that is documented: where the paths upwards of the only conf.py lead, or else the
/// searched directory.
std::string tree_of(const FoundProjects& found) {
    std::string tree = "{manifest_dir}";
    if (found.projects.size() != 1 || found.upwards.empty()) {
        return tree;
    }
    std::vector<std::string> way;
    for (const std::string& part : path_parts(found.projects.front() + "/" + found.upwards)) {
        if (part == ".." && !way.empty() && way.back() != "..") {
            way.pop_back();
        } else if (part != ".") {
            way.push_back(part);
        }
    }
    for (const std::string& part : way) {
        tree += "/" + part;
    }
    return tree;
}

/// Why no document can be made of the project in `directory`; empty: one can.
std::string fault_of_path(const std::string& directory) {
    for (const std::string& part : path_parts(directory == "." ? "" : directory)) {
        if (part.find_first_of("{}") != std::string::npos) {
            return "is of a template: its path has a brace";
        }
        const std::string fault = document_name_fault(part);
        if (!fault.empty()) {
            return "cannot be named: a part of its path " + fault;
        }
    }
    return {};
}

class Proposal {
  public:
    Proposal(const FoundProjects& found, const GlobLookup& lookup)
        : found_(found), lookup_(lookup) {}

    ManifestProposal run() {
        proposal_.omitted = found_.omitted;
        if (is_to_be_split(found_)) {
            split(found_.projects.front());
        } else {
            take_projects();
        }
        propose_environment();
        proposal_.manifest = laid_out(manifest());
        return std::move(proposal_);
    }

  private:
    void take_projects() {
        DocumentPlaces places{{}, {}, "conf.py", found_.place};
        for (const std::string& directory : found_.projects) {
            take(directory, directory == "." ? "conf.py" : directory + "/conf.py", places);
        }
        for (const Omission& omission : found_.omitted) {
            places.others.push_back(directory_of(omission.path));
        }
        proposal_.rules = propose_rules(places, lookup_);
        const auto& wanted = places.wanted;
        if (std::find(wanted.begin(), wanted.end(), ".") != wanted.end()) {
            // A build directory below would be among the sources.
            proposal_.build = "../_build/" + proposal_.rules.front().name;
        }
    }

    void split(const std::string& project) {
        const std::string prefix = project == "." ? "" : project + "/";
        DocumentPlaces places{{}, {}, found_.root_page, {}};
        proposal_.split = project;
        const std::string suffix = found_.root_page.substr(found_.root_page.rfind('.'));
        proposal_.omitted.push_back({prefix + "*" + suffix, "in none of these directories"});
        for (const Subdirectory& part : found_.subdirectories) {
            const std::string directory = prefix + part.name;
            const std::string fault = fault_of_part(part, prefix);
            if (!fault.empty()) {
                proposal_.omitted.push_back({directory, fault});
            } else if (part.has_root_page) {
                take(directory, directory, places);
            }
        }
        proposal_.rules = propose_rules(places, lookup_);
    }

    std::string fault_of_part(const Subdirectory& part, const std::string& prefix) const {
        if (!part.has_root_page) {
            return part.has_pages ? "has pages, but no " + found_.root_page : "";
        }
        for (const auto& [variable, page] : part.variables) {
            if (meaning_of(variable) != Meaning::tree) {
                return fmt::format("{} needs a file in ${}, which has to be made first",
                                   page.substr(prefix.size()), variable);
            }
        }
        return {};
    }

    /// `shown` is what a person would look for.
    void take(const std::string& directory, const std::string& shown, DocumentPlaces& places) {
        const std::string fault = fault_of_path(directory);
        if (fault.empty()) {
            places.wanted.push_back(directory);
        } else {
            proposal_.omitted.push_back({shown, fault});
            places.others.push_back(directory);
        }
    }

    std::string value_of(const std::string& variable) const {
        switch (meaning_of(variable)) {
        case Meaning::tree:
            return tree_of(found_);
        case Meaning::build:
            return "{build}";
        case Meaning::unknown:
            break;
        }
        return {};
    }

    void propose_environment() {
        std::map<std::string, std::string> readers = found_.environment;
        for (const Subdirectory& part : found_.subdirectories) {
            for (const auto& [variable, page] : part.variables) {
                if (meaning_of(variable) == Meaning::tree) {
                    readers.emplace(variable, page);
                }
            }
        }
        for (const auto& [name, reader] : readers) {
            if (std::find(usual_variables.begin(), usual_variables.end(), name) ==
                usual_variables.end()) {
                proposal_.environment.push_back({name, value_of(name), reader});
            }
        }
    }

    Json manifest() const {
        Json manifest = {{"docbuild", 1}};
        if (!proposal_.build.empty()) {
            manifest["build"] = proposal_.build;
        }
        for (const ProposedVariable& variable : proposal_.environment) {
            if (!variable.value.empty()) {
                manifest["environment"][variable.name] = variable.value;
            }
        }
        if (!proposal_.split.empty()) {
            manifest["defaults"]["conf"] = proposal_.split;
        }
        if (!found_.upwards.empty()) {
            manifest["defaults"]["cwd"] = proposal_.split.empty() ? "{source}" : proposal_.split;
        }
        manifest["stages"] = stages();
        manifest["documents"] = Json::array();
        for (const ProposedRule& rule : proposal_.rules) {
            manifest["documents"].push_back(written(rule));
        }
        return manifest;
    }

    /// Two where documents may link to one another.
    Json stages() const {
        std::size_t documents = 0;
        for (const ProposedRule& rule : proposal_.rules) {
            documents += rule.documents.size();
        }
        Json stages;
        if (documents > 1) {
            stages["inventory"]["sphinx"] = "inventory";
        }
        stages["html"]["sphinx"] = "html";
        if (documents > 1) {
            stages["html"]["after"] = {"inventory:*"};
        }
        return stages;
    }

    static Json written(const ProposedRule& rule) {
        if (!rule.is_match) {
            return {{"name", rule.name}, {"source", rule.place}};
        }
        Json written = {{"match", rule.place}};
        if (!rule.except.empty()) {
            written["except"] = rule.except;
        }
        written["name"] = rule.name;
        return written;
    }

    const FoundProjects& found_;
    const GlobLookup& lookup_;
    ManifestProposal proposal_;
};

} // namespace

bool is_to_be_split(const FoundProjects& found) {
    const auto count = [&](bool Subdirectory::*what) {
        return std::count_if(found.subdirectories.begin(), found.subdirectories.end(),
                             [&](const Subdirectory& each) { return each.*what; });
    };
    const auto with_root_page = count(&Subdirectory::has_root_page);
    const auto with_pages = count(&Subdirectory::has_pages);
    return found.projects.size() == 1 && with_root_page >= fewest_to_split &&
           (with_pages - with_root_page) * split_needs_one_in <= with_pages;
}

ManifestProposal propose_manifest(const FoundProjects& found, const GlobLookup& lookup) {
    return Proposal(found, lookup).run();
}

} // namespace docbuild
