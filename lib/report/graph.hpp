// The graph of jobs in the DOT language, for `--graph`.
// It does not know how the graph is drawn, nor what the jobs are for.
#pragma once

#include "lib/core/run_event.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace docbuild {

struct GraphedJob {
    JobName job;
    std::vector<std::size_t> after; // indices of the jobs that it comes after
};

/// A digraph with a node for each job, in their order, and an edge from each job to every job that
/// comes after it. Names are quoted as the DOT language asks
/// (https://graphviz.org/doc/info/lang.html).
std::string graph(std::span<const GraphedJob> jobs);

} // namespace docbuild
