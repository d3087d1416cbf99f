#include "lib/core/name_proposal.hpp"

#include "lib/core/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace docbuild {

namespace {

/// Directories that say that there is documentation, and not of what.
constexpr std::array<std::string_view, 7> of_any_project = {
    "doc", "docs", "Documentation", "documentation", "source", "sphinx", "src"};

/// The parts of a path that make the name.
struct Span {
    std::size_t from = 0;
    std::size_t to = 0;
};

std::size_t end_of_name(const PathPattern& pattern) {
    std::size_t to = pattern.parts.size();
    while (to > 1 && !pattern.is_any[to - 1] &&
           std::find(of_any_project.begin(), of_any_project.end(), pattern.parts[to - 1]) !=
               of_any_project.end()) {
        --to;
    }
    return to;
}

/// How many parts all begin with, so that each keeps one at least.
std::size_t common_parts(std::span<const PathPattern> patterns, const std::vector<Span>& spans) {
    for (std::size_t common = 0;; ++common) {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const PathPattern& pattern = patterns[i];
            if (common + 1 >= spans[i].to || pattern.is_any[common] ||
                pattern.parts[common] != patterns.front().parts[common]) {
                return common;
            }
        }
    }
}

std::string name_of(const PathPattern& pattern, const Span& span) {
    std::string name;
    std::size_t star = 0;
    for (std::size_t i = 0; i < span.to; ++i) {
        star += pattern.is_any[i] ? 1 : 0;
        if (i >= span.from) {
            name += name.empty() ? "" : "/";
            name += pattern.is_any[i] ? fmt::format("{{{}}}", star) : pattern.parts[i];
        }
    }
    return name;
}

/// The patterns of which a document has the same name as another one.
std::vector<bool> clashing(std::span<const PathPattern> patterns,
                           std::span<const std::string> names, std::span<const std::string> paths) {
    std::vector<bool> is_clashing(patterns.size());
    std::map<std::string, std::size_t> owner;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        for (const std::size_t path : patterns[i].matched) {
            const auto [known, is_new] =
                owner.emplace(filled_name(names[i], patterns[i], paths[path]), i);
            if (!is_new) {
                is_clashing[i] = is_clashing[known->second] = true;
            }
        }
    }
    return is_clashing;
}

} // namespace

std::vector<std::string> propose_names(std::span<const PathPattern> patterns,
                                       std::span<const std::string> paths) {
    std::vector<Span> spans;
    for (const PathPattern& pattern : patterns) {
        spans.push_back({0, end_of_name(pattern)});
    }
    const std::size_t common = patterns.empty() ? 0 : common_parts(patterns, spans);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        spans[i].from = common;
        names.push_back(name_of(patterns[i], spans[i]));
    }
    for (bool is_settled = false; !is_settled;) { // each turn makes one more a whole path
        is_settled = true;
        const std::vector<bool> is_clashing = clashing(patterns, names, paths);
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const std::string whole = name_of(patterns[i], {0, patterns[i].parts.size()});
            if (is_clashing[i] && names[i] != whole) {
                names[i] = whole;
                is_settled = false;
            }
        }
    }
    return names;
}

std::string filled_name(const std::string& name, const PathPattern& pattern,
                        const std::string& path) {
    const std::vector<std::string> parts = path_parts(path);
    std::vector<std::string> captures;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (pattern.is_any[i]) {
            captures.push_back(parts[i]);
        }
    }
    if (captures.empty()) {
        return name;
    }
    return substitute(name, [&](std::string_view number) {
        std::size_t value = 0;
        std::from_chars(number.data(), number.data() + number.size(), value);
        return captures.at(value - 1);
    });
}

} // namespace docbuild
