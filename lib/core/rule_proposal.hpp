// Decides which document rules stand for the directories of documents.
// It does not know the rest of the manifest, nor the disk: globs are looked up by a function.
#pragma once

#include "lib/core/manifest_proposal.hpp"

namespace docbuild {

struct DocumentPlaces {
    std::vector<std::string> wanted; // directories of documents; `.` is the searched one
    std::vector<std::string> others; // directories that have such a file, and are no documents
    std::string file;                // what each has: `conf.py`
    std::string top_name;            // a name for `.`
};

/// In the order of the directories. Names are valid where every part of the directories' paths is.
std::vector<ProposedRule> propose_rules(const DocumentPlaces& places, const GlobLookup& lookup);

} // namespace docbuild
