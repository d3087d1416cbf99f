// The files by which docbuild and its Sphinx front talk: what the front is told before it starts,
// what it has found when it has ended, how far it is in between.
#pragma once

#include "lib/disk/input_set.hpp"
#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"
#include "lib/plan/command.hpp"
#include "lib/sphinx/sphinx_files.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace docbuild {

/// Writes what the front is `told` and makes the directories that it writes to; takes away what an
/// earlier attempt left. `inputs` are the files of the source directory. Nothing where `told` is
/// empty. Or what failed.
std::optional<FailedToStart> set_up_sphinx(const std::string& build, const JobName& job,
                                           const std::string& front_input,
                                           const BuilderCommand& command, const InputSet& inputs);

/// The lists of documents that jobs share, of which each is written once in a run.
class OfferFiles {
  public:
    explicit OfferFiles(const std::string& build) : files_{build} {}

    /// Writes the file at `path` with what `text` gives, if that has not been done yet. Or what
    /// failed.
    std::optional<FailedToStart> write(const std::string& path,
                                       const std::function<std::string()>& text);

  private:
    SphinxFiles files_;
    std::set<std::string> written_;
};
/// In place of a patch's name: the job was started again without any.
constexpr const char* every_patch = "every";

struct SphinxReport {
    std::string finding;   // `FILE:LINE: message`: the first error, or else the first warning
    std::string traceback; // the file that has it
    std::vector<std::string> imported; // modules that the process did not have at its start
    std::map<std::string, std::string> failed_patches; // of the front: name to reason
    std::vector<std::string> untested;                 // sentences: what is off, with which version
    std::optional<FindingCounts> counts; // of all findings, those of earlier builds included
};
/// All empty where the front did not come to report.
SphinxReport sphinx_report(const std::string& build, const JobName& job);

/// `40% reading sources`, by one read of 32 bytes; empty where nothing is known.
std::string sphinx_progress(const std::string& build, const JobName& job);

} // namespace docbuild
