#include "lib/text/ignore_rules.hpp"

#include "lib/text/glob.hpp"
#include "lib/text/text_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace docbuild {

IgnoreRules::IgnoreRules(std::string source, const std::vector<std::string>& patterns)
    : source_(std::move(source)) {
    for (const std::string& pattern : patterns) {
        add(pattern);
    }
}

void IgnoreRules::add_lines(std::string_view text) {
    for (std::string_view line : split(text, '\n')) {
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1); // npos + 1 is 0
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

namespace {

constexpr std::array<std::string_view, 5> directories_of_tools = {".git", ".hg", ".svn", ".venv",
                                                                  "node_modules"};

/// Vim's swap files: `.page.rst.swp`, then `.swo`, `.swn` and so on.
bool is_swap_file(std::string_view name) {
    constexpr std::size_t extension = 4;
    return name.size() > extension && name.front() == '.' &&
           name.substr(name.size() - extension).starts_with(".sw") && name.back() >= 'a' &&
           name.back() <= 'p';
}

/// Of Emacs, Vim, LibreOffice, Kate, GLib's programs and JetBrains', in this order.
bool is_editors(std::string_view name) {
    return name.ends_with('~') || name.starts_with(".#") ||
           (name.size() > 1 && name.starts_with('#') && name.ends_with('#')) ||
           is_swap_file(name) || (name.starts_with(".~lock.") && name.ends_with('#')) ||
           name.ends_with(".kate-swp") || name.starts_with(".goutputstream-") ||
           name.ends_with("___jb_tmp___") || name.ends_with("___jb_old___");
}

} // namespace

bool is_kept_by_tools(std::string_view name) {
    return is_editors(name) ||
           std::ranges::find(directories_of_tools, name) != directories_of_tools.end();
}

} // namespace docbuild
