#include "lib/run/initiation.hpp"

#include "lib/core/error.hpp"
#include "lib/core/manifest_proposal.hpp"
#include "lib/core/shell_quote.hpp"
#include "lib/report/proposal_words.hpp"
#include "lib/run/file_scan.hpp"
#include "lib/run/files.hpp"
#include "lib/run/host.hpp"
#include "lib/run/project_search.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cerrno>

namespace docbuild {

namespace {

std::string searched_directory(const Request& request) {
    if (request.jobs.size() > 1) {
        throw InputError("--init looks below one directory; name one, or none for this one");
    }
    const std::string named = request.jobs.empty() ? "." : request.jobs.front();
    if (!is_directory(named)) {
        throw InputError(named + ": no such directory; name the one to look below");
    }
    return absolute_path(named, current_directory());
}

[[noreturn]] void refuse_to_replace(const std::string& manifest) {
    throw InputError(manifest + ": already there, and left as it is; remove it, or name another "
                                "file with --manifest");
}

/// The manifest's path; relative paths in it count from its directory, which is to be the searched
/// one.
std::string manifest_in(const std::string& directory, const Request& request) {
    std::string manifest = absolute_path(request.manifest, directory);
    if (parent_of(manifest) != directory) {
        throw InputError(fmt::format("--manifest: '{}' is not in {}; --init writes the manifest "
                                     "into the directory that it looks below",
                                     request.manifest, directory));
    }
    struct stat status {};
    if (::lstat(manifest.c_str(), &status) == 0) {
        refuse_to_replace(manifest);
    }
    return manifest;
}

void write_manifest(const std::string& path, const std::string& text) {
    const int error = create_file(path, text);
    if (error == EEXIST) {
        refuse_to_replace(path);
    }
    if (error != 0) {
        throw WorkError(system_message("write", path, error) +
                        "; the manifest has to be where --init looks");
    }
}

/// The command line that goes on with the manifest, from where the person stands.
std::string next_command(const Request& request) {
    std::vector<std::string> words = {"docbuild"};
    std::string directory = request.directory.value_or("");
    if (!request.jobs.empty()) {
        const std::string& below = request.jobs.front();
        directory = directory.empty() || below.starts_with('/') ? below : directory + "/" + below;
    }
    if (!directory.empty()) {
        words.insert(words.end(), {"-C", directory});
    }
    if (request.manifest != Request().manifest) {
        words.insert(words.end(), {"-f", request.manifest});
    }
    return shell_quoted(words);
}

} // namespace

std::string initiate(const Request& request) {
    const std::string directory = searched_directory(request);
    const std::string manifest = manifest_in(directory, request);
    const FoundProjects found = search_projects(directory);
    const ManifestProposal proposal = propose_manifest(
        found, [&](const std::string& glob) { return find_matching(directory, glob); });
    if (proposal.rules.empty()) {
        std::string left_out = "\n" + tell_left_out(proposal, found);
        left_out.pop_back();
        throw InputError(directory + ": no Sphinx project is in it, which is a conf.py with its " +
                         "first page beside it; name another directory" + left_out);
    }
    write_manifest(manifest, proposal.manifest);
    return tell(proposal, found, request.manifest, next_command(request));
}

} // namespace docbuild
