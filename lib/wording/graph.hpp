// The graph of jobs in the DOT language, for `--graph`.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace docbuild {

struct GraphedJob {
    JobName job;
    std::vector<std::size_t> after; // indices of its predecessors
};

/// All jobs of a stage, if some job comes after `STAGE:*`.
struct GraphedBarrier {
    std::string stage;
    std::vector<std::size_t> jobs; // their indices
};

/// A digraph with a node for each job and then each barrier, in order, and an edge to each from its
/// predecessors. Barrier indices continue after those of jobs. Names are quoted for the DOT
/// language (https://graphviz.org/doc/info/lang.html).
std::string graph(std::span<const GraphedJob> jobs, std::span<const GraphedBarrier> barriers = {});

} // namespace docbuild
