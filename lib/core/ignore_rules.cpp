#include "lib/core/ignore_rules.hpp"

#include "lib/core/glob.hpp"

#include <algorithm>
#include <utility>

namespace docbuild {

IgnoreRules::IgnoreRules(std::string source, const std::vector<std::string>& patterns)
    : source_(std::move(source)) {
    for (const std::string& pattern : patterns) {
        add(pattern);
    }
}

void IgnoreRules::add_lines(std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        while (!line.empty() &&
               (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty() && line.front() != '#') {
            add(std::string(line));
        }
    }
}

void IgnoreRules::add(std::string pattern) {
    Rule rule;
    if (pattern.starts_with(source_ + "/")) {
        pattern.erase(0, source_.size());
    }
    if (pattern.ends_with('/')) {
        rule.only_directories = true;
        pattern.pop_back();
    }
    rule.is_path = pattern.find('/') != std::string::npos;
    if (pattern.starts_with('/')) {
        pattern.erase(0, 1);
    }
    rule.pattern = std::move(pattern);
    if (!rule.pattern.empty()) {
        rules_.push_back(std::move(rule));
    }
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
    const auto slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    return std::ranges::any_of(rules_, [&](const Rule& rule) {
        return (is_directory || !rule.only_directories) &&
               glob_matches(rule.pattern, rule.is_path ? path : name);
    });
}

} // namespace docbuild
