#include "lib/report/proposal_words.hpp"

#include "lib/report/harmless_text.hpp"

#include <fmt/format.h>

#include <map>

namespace docbuild {

namespace {

constexpr std::size_t most_shown = 3;
constexpr std::size_t most_rules = 10;

std::string counted(std::size_t number, const std::string& what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// `a, b, c and 97 more`
std::string some_of(const std::vector<std::string>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < most_shown; ++i) {
        text += (i == 0 ? "" : ", ") + harmless(all[i]);
    }
    return all.size() <= most_shown ? text
                                    : text + fmt::format(" and {} more", all.size() - most_shown);
}

std::string told(const ProposedRule& rule) {
    if (!rule.is_match) {
        return fmt::format("  {}: {}\n", harmless(rule.place), harmless(rule.name));
    }
    return fmt::format("  {}: {}, {}\n", harmless(rule.place),
                       counted(rule.documents.size(), "document"), some_of(rule.documents));
}

std::string told(const ProposedVariable& variable) {
    return variable.value.empty()
               ? fmt::format("set {} before you build, or in \"environment\": {} reads it\n",
                             harmless(variable.name), harmless(variable.reader))
               : fmt::format("check {} = {} in \"environment\": {} reads it\n",
                             harmless(variable.name), variable.value, harmless(variable.reader));
}

std::string in_words(NotEntered why) {
    switch (why) {
    case NotEntered::hidden:
        return "hidden";
    case NotEntered::build_output:
        return "built, not written";
    case NotEntered::virtual_environment:
        return "a virtual environment";
    case NotEntered::packages:
        return "installed packages";
    case NotEntered::tests:
        return "tests, whose projects may be meant to fail";
    case NotEntered::link:
        return "a symbolic link";
    case NotEntered::unreadable:
        return "cannot be read";
    }
    return {};
}

std::string told_split(const ManifestProposal& proposal) {
    return fmt::format("each directory of the project is a document that is built with the "
                       "project's conf.py in {}\n",
                       harmless(proposal.split));
}

std::string grouped(const std::string& title,
                    const std::map<std::string, std::vector<std::string>>& paths) {
    std::string text = paths.empty() ? "" : title + "\n";
    for (const auto& [why, all] : paths) {
        text += fmt::format("  {}: {}\n", some_of(all), harmless(why));
    }
    return text;
}

} // namespace

std::string tell(const ManifestProposal& proposal, const FoundProjects& found,
                 const std::string& file, const std::string& again) {
    std::size_t documents = 0;
    std::string rules;
    for (std::size_t i = 0; i < proposal.rules.size(); ++i) {
        documents += proposal.rules[i].documents.size();
        rules += i < most_rules ? told(proposal.rules[i]) : "";
    }
    if (proposal.rules.size() > most_rules) {
        rules += fmt::format("  and {} more\n", proposal.rules.size() - most_rules);
    }
    std::string text = fmt::format("found {}; wrote {} with {}:\n{}",
                                   counted(found.projects.size(), "Sphinx project"), harmless(file),
                                   counted(documents, "document"), rules);
    text += proposal.split.empty() ? "" : told_split(proposal);
    text += tell_left_out(proposal, found);
    if (!proposal.build.empty()) {
        text += fmt::format("pages will be in {}/html, as they must not be among the sources\n",
                            harmless(proposal.build));
    }
    for (const ProposedVariable& variable : proposal.environment) {
        text += told(variable);
    }
    return text + fmt::format("next: {0} --list, then {0}\n", again);
}

std::string tell_left_out(const ManifestProposal& proposal, const FoundProjects& found) {
    std::map<std::string, std::vector<std::string>> omitted;
    for (const Omission& omission : proposal.omitted) {
        omitted[omission.why].push_back(omission.path);
    }
    std::map<std::string, std::vector<std::string>> unentered;
    for (const UnenteredDirectory& directory : found.unentered) {
        unentered[in_words(directory.why)].push_back(directory.path);
    }
    return grouped("left out:", omitted) + grouped("not searched:", unentered);
}

} // namespace docbuild
