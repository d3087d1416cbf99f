#include "lib/core/rule_proposal.hpp"

#include "lib/core/document_name.hpp"
#include "lib/core/glob.hpp"
#include "lib/core/name_proposal.hpp"
#include "lib/core/path_text.hpp"
#include "lib/core/utf8.hpp"

#include <algorithm>
#include <set>

namespace docbuild {

namespace {

bool has_star(const PathPattern& pattern) {
    return std::find(pattern.is_any.begin(), pattern.is_any.end(), true) != pattern.is_any.end();
}

std::string glob_of(const PathPattern& pattern, const std::string& file) {
    std::string glob;
    for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
        glob += (pattern.is_any[i] ? "*" : glob_quote(pattern.parts[i])) + "/";
    }
    return glob + glob_quote(file);
}

class RuleProposal {
  public:
    RuleProposal(const DocumentPlaces& places, const GlobLookup& lookup)
        : places_(places), lookup_(lookup) {
        for (const std::string& directory : places.wanted) {
            if (directory != ".") {
                paths_.push_back(directory);
            }
        }
    }

    std::vector<ProposedRule> run() {
        for (PathPattern& pattern : find_patterns(paths_, places_.others)) {
            add(std::move(pattern));
        }
        const std::vector<std::string> names = propose_names(patterns_, paths_);
        std::set<std::string> taken;
        for (std::size_t i = 0; i < patterns_.size(); ++i) {
            rules_[i].name = names[i];
            for (const std::size_t path : patterns_[i].matched) {
                rules_[i].documents.push_back(filled_name(names[i], patterns_[i], paths_[path]));
            }
            taken.insert(rules_[i].documents.begin(), rules_[i].documents.end());
        }
        if (paths_.size() < places_.wanted.size()) {
            add_top(taken);
        }
        return std::move(rules_);
    }

  private:
    /// A pattern that matches what no `except` can name, as it is no UTF-8, is of no use.
    void add(PathPattern pattern) {
        if (!has_star(pattern)) {
            rules_.push_back({false, paths_[pattern.matched.front()], {}, {}, {}});
            patterns_.push_back(std::move(pattern));
            return;
        }
        ProposedRule rule{true, glob_of(pattern, places_.file), {}, exceptions_of(pattern), {}};
        const bool is_usable =
            std::all_of(rule.except.begin(), rule.except.end(), [](const std::string& glob) {
                return first_invalid_utf8(glob) == std::string_view::npos;
            });
        if (is_usable) {
            rules_.push_back(std::move(rule));
            patterns_.push_back(std::move(pattern));
            return;
        }
        for (const std::size_t path : pattern.matched) {
            const auto parts = path_parts(paths_[path]);
            add({parts, std::vector<bool>(parts.size()), {path}});
        }
    }

    std::vector<std::string> exceptions_of(const PathPattern& pattern) const {
        std::set<std::string> wanted;
        for (const std::size_t path : pattern.matched) {
            wanted.insert(paths_[path]);
        }
        std::vector<std::string> except;
        for (const std::string& file : lookup_(glob_of(pattern, places_.file))) {
            if (!wanted.contains(directory_of(file))) {
                except.push_back(glob_quote(file));
            }
        }
        return except;
    }

    void add_top(const std::set<std::string>& taken) {
        std::string name = document_name_fault(places_.top_name).empty() ? places_.top_name : "top";
        while (taken.contains(name)) {
            name += "-top";
        }
        rules_.insert(rules_.begin(), {false, ".", name, {}, {name}});
    }

    const DocumentPlaces& places_;
    const GlobLookup& lookup_;
    std::vector<std::string> paths_; // those wanted, without `.`
    std::vector<PathPattern> patterns_;
    std::vector<ProposedRule> rules_; // as `patterns_`
};

} // namespace

std::vector<ProposedRule> propose_rules(const DocumentPlaces& places, const GlobLookup& lookup) {
    return RuleProposal(places, lookup).run();
}

} // namespace docbuild
