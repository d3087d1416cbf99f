#include "lib/wording/graph.hpp"

#include "lib/text/terminal_text.hpp"

#include <fmt/format.h>

namespace docbuild {

namespace {

/// Backslashes are doubled, too: the name is also the node's label, in which escapes such as `\n`
/// have a meaning.
std::string dot_quoted(const std::string& name) {
    std::string quoted = "\"";
    for (const char c : sanitize_for_terminal(name)) {
        quoted += c == '"' || c == '\\' ? "\\" : "";
        quoted += c;
    }
    return quoted + "\"";
}

std::string edges(const std::vector<std::string>& nodes, const std::vector<std::size_t>& from,
                  const std::string& to) {
    std::string text;
    for (const std::size_t first : from) {
        text += fmt::format("  {} -> {};\n", nodes[first], to);
    }
    return text;
}

} // namespace

std::string graph(std::span<const GraphedJob> jobs, std::span<const GraphedBarrier> barriers) {
    std::vector<std::string> nodes;
    std::string text = "digraph docbuild {\n  rankdir=LR;\n  node [shape=box];\n";
    for (const GraphedJob& graphed : jobs) {
        nodes.push_back(dot_quoted(graphed.job.text()));
        text += fmt::format("  {};\n", nodes.back());
    }
    for (const GraphedBarrier& barrier : barriers) {
        nodes.push_back(dot_quoted(barrier.stage + ":*"));
        text += fmt::format("  {} [shape=ellipse];\n", nodes.back());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        text += edges(nodes, jobs[i].after, nodes[i]);
    }
    for (std::size_t i = 0; i < barriers.size(); ++i) {
        text += edges(nodes, barriers[i].jobs, nodes[jobs.size() + i]);
    }
    return text + "}\n";
}

} // namespace docbuild
