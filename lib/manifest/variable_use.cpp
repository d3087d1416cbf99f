#include "lib/manifest/variable_use.hpp"

#include "lib/text/near_name.hpp"
#include "lib/text/template_text.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

namespace {

/// The documents that lack a variable which a string uses.
struct Lack {
    std::string first;
    std::size_t count = 0;
};

/// By pointer of the string and name of the variable.
using Lacks = std::map<std::pair<std::string, std::string>, Lack>;

std::set<std::string> variables_of(const Manifest& manifest) {
    std::set<std::string> names;
    for (const DocumentRule& rule : manifest.documents) {
        for (const auto& [name, value] : rule.variables) {
            names.insert(name);
        }
    }
    return names;
}

void note_lacks(const DocumentRule& rule, const VariableUses& needed, Lacks& lacks) {
    for (const VariableUse& use : needed.uses) {
        if (!rule.variables.contains(use.name)) {
            Lack& lack = lacks[{use.pointer, use.name}];
            lack.first = lack.count++ == 0 ? rule.name : lack.first;
        }
    }
}

Lacks lacks_of(const Manifest& manifest, const ManifestUses& uses) {
    Lacks lacks;
    for (std::size_t s = 0; s < manifest.stages.size(); ++s) {
        const std::string& stage = manifest.stages[s].name;
        for (std::size_t d = 0; d < manifest.documents.size(); ++d) {
            const DocumentRule& rule = manifest.documents[d];
            if (!has_stage(rule, stage)) {
                continue;
            }
            const auto above = uses.overrides.find({d, stage});
            const bool is_overridden = above != uses.overrides.end();
            note_lacks(rule, is_overridden ? merge(uses.stages[s], above->second) : uses.stages[s],
                       lacks);
        }
    }
    return lacks;
}

std::string unknown(const std::string& name, const std::set<std::string>& variables) {
    const auto known = known_placeholders();
    std::vector<std::string> candidates(known.begin(), known.end());
    candidates.insert(candidates.end(), variables.begin(), variables.end());
    const auto near = nearest(name, candidates);
    return "unknown placeholder " + in_quotes("{" + name + "}") +
           (near ? "; did you mean " + in_quotes("{" + *near + "}") + "?" : std::string());
}

std::string lacking(const std::string& name, const Lack& lack) {
    const std::string others = lack.count == 1 ? "" : fmt::format(" (nor {} more)", lack.count - 1);
    return fmt::format("document {} has no variable {}{}; add it to its 'variables'",
                       in_quotes(lack.first), in_quotes(name), others);
}

} // namespace

VariableUses merge(const VariableUses& below, const VariableUses& above) {
    VariableUses merged = above;
    merged.slots.insert(below.slots.begin(), below.slots.end());
    for (const VariableUse& use : below.uses) {
        if (!above.slots.contains(use.slot)) {
            merged.uses.push_back(use);
        }
    }
    return merged;
}

std::vector<Problem> check_variables(const Manifest& manifest, const ManifestUses& uses) {
    const std::set<std::string> variables = variables_of(manifest);
    std::vector<Problem> problems;
    std::set<std::pair<std::string, std::string>> reported;
    const auto note_unknown = [&](const VariableUses& some) {
        for (const VariableUse& use : some.uses) {
            if (!variables.contains(use.name) && reported.insert({use.pointer, use.name}).second) {
                problems.push_back({use.pointer, unknown(use.name, variables), false});
            }
        }
    };
    std::for_each(uses.stages.begin(), uses.stages.end(), note_unknown);
    for (const auto& [place, some] : uses.overrides) {
        note_unknown(some);
    }
    for (const auto& [place, lack] : lacks_of(manifest, uses)) {
        if (!reported.contains(place)) {
            problems.push_back({place.first, lacking(place.second, lack), false});
        }
    }
    return problems;
}

} // namespace docbuild
