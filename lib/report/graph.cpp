#include "lib/report/graph.hpp"

#include "lib/report/harmless_text.hpp"

#include <fmt/format.h>

namespace docbuild {

namespace {

/// A backslash is doubled, too: a name is also its node's label, where `\n` and its like mean
/// something.
std::string dot_quoted(const JobName& job) {
    std::string quoted = "\"";
    for (const char c : harmless(job.text())) {
        quoted += c == '"' || c == '\\' ? "\\" : "";
        quoted += c;
    }
    return quoted + "\"";
}

} // namespace

std::string graph(std::span<const GraphedJob> jobs) {
    std::vector<std::string> nodes;
    std::string text = "digraph docbuild {\n  rankdir=LR;\n  node [shape=box];\n";
    for (const GraphedJob& graphed : jobs) {
        nodes.push_back(dot_quoted(graphed.job));
        text += fmt::format("  {};\n", nodes.back());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        for (const std::size_t first : jobs[i].after) {
            text += fmt::format("  {} -> {};\n", nodes[first], nodes[i]);
        }
    }
    return text + "}\n";
}

} // namespace docbuild
