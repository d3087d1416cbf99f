#include "lib/wording/graph.hpp"

#include "tests/event/sample_events.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace docbuild;
using namespace docbuild::sample;

TEST_CASE("a graph has a node for each job and an edge to each successor") {
    const std::array jobs = {GraphedJob{{"a", "inventory"}, {}}, GraphedJob{tutorial, {0}},
                             GraphedJob{rings, {0, 1}}};
    CHECK(graph(jobs) == "digraph docbuild {\n"
                         "  rankdir=LR;\n"
                         "  node [shape=box];\n"
                         "  \"a:inventory\";\n"
                         "  \"tutorial:html\";\n"
                         "  \"reference/rings:html\";\n"
                         "  \"a:inventory\" -> \"tutorial:html\";\n"
                         "  \"a:inventory\" -> \"reference/rings:html\";\n"
                         "  \"tutorial:html\" -> \"reference/rings:html\";\n"
                         "}\n");
}

TEST_CASE("all jobs of a stage are one node for jobs that come after them") {
    const std::array jobs = {GraphedJob{{"a", "inventory"}, {}}, GraphedJob{{"b", "inventory"}, {}},
                             GraphedJob{tutorial, {2 + 1}}};
    const std::array barriers = {GraphedBarrier{"inventory", {0, 1}}};
    CHECK(graph(jobs, barriers) == "digraph docbuild {\n"
                                   "  rankdir=LR;\n"
                                   "  node [shape=box];\n"
                                   "  \"a:inventory\";\n"
                                   "  \"b:inventory\";\n"
                                   "  \"tutorial:html\";\n"
                                   "  \"inventory:*\" [shape=ellipse];\n"
                                   "  \"inventory:*\" -> \"tutorial:html\";\n"
                                   "  \"a:inventory\" -> \"inventory:*\";\n"
                                   "  \"b:inventory\" -> \"inventory:*\";\n"
                                   "}\n");
}

TEST_CASE("names cannot break out of their quotes") {
    const std::array jobs = {GraphedJob{{"a\"];x\\", "ht\nml"}, {}}};
    CHECK(graph(jobs) == "digraph docbuild {\n"
                         "  rankdir=LR;\n"
                         "  node [shape=box];\n"
                         "  \"a\\\"];x\\\\:ht^Jml\";\n"
                         "}\n");
}
