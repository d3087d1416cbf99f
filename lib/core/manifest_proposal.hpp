// Decides which manifest builds the Sphinx projects that were found.
// It does not know the disk: globs are looked up by the function passed in.
#pragma once

#include "lib/core/found_projects.hpp"
#include "lib/core/plan.hpp"

#include <string>
#include <vector>

namespace docbuild {

struct ProposedRule {
    bool is_match = false;
    std::string place; // a glob of files where it is a match, else a directory
    std::string name;  // as in the manifest
    std::vector<std::string> except;
    std::vector<std::string> documents; // their names
};

/// A variable that the projects require, and what the manifest sets it to; empty: nothing, as its
/// name does not say what it is.
struct ProposedVariable {
    std::string name;
    std::string value;
    std::string reader; // the file that reads it
};

struct ManifestProposal {
    std::string manifest; // JSON
    std::vector<ProposedRule> rules;
    std::vector<ProposedVariable> environment;
    std::vector<Omission> omitted; // those of the search, and those of the decision
    std::string split;             // the project whose directories became documents; empty: none
    std::string build;             // where that is not the default
};

/// Whether the directories in the project become documents: it is the only one, and at least 20 of
/// them, most of those with pages, have a first page of their own.
bool is_to_be_split(const FoundProjects& found);

/// One document a project, or, where it is to be split, one for each directory with a first page,
/// built with the project's conf.py, but for those with pages that refer to a file by a variable
/// which is not the documented tree: something else has to make that file first.
/// Projects that follow a pattern are found by `match`, which `lookup` is
/// asked for what to leave out. The manifest is meant for
/// the searched directory. It has no rules where no project can be a document.
ManifestProposal propose_manifest(const FoundProjects& found, const GlobLookup& lookup);

} // namespace docbuild
