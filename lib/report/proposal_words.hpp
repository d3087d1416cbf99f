// What `--init` says: the documents of the manifest it wrote, and what it left out.
// It does not know how that was decided.
#pragma once

#include "lib/core/manifest_proposal.hpp"

#include <string>

namespace docbuild {

/// Lines for standard output. `file` is the manifest as the person names it; `again` is a
/// command line of docbuild's that finds it.
std::string tell(const ManifestProposal& proposal, const FoundProjects& found,
                 const std::string& file, const std::string& again);

/// What is left out and why, a line a reason, each with a line feed; empty where there is nothing.
std::string tell_left_out(const ManifestProposal& proposal, const FoundProjects& found);

} // namespace docbuild
