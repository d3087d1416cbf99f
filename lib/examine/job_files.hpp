// How the files that a job reads and yields are now.
#pragma once

#include "lib/disk/file_scan.hpp"
#include "lib/event/job_name.hpp"
#include "lib/plan/command.hpp"

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace docbuild {

class JobFiles {
  public:
    /// Borrows both.
    JobFiles(const Plan& plan, const Directories& directories);

    /// Sorted by path, each once: the source directory (paths relative to it) without what is
    /// ignored, what the `inputs` globs match, and `depfile_paths` (absolute). The build directory
    /// counts only where a glob or the depfile names what is in it.
    std::vector<FileState> inputs(const BuilderCommand& command,
                                  const std::vector<std::string>& depfile_paths) const;

    /// Adds the directories in which a file that appears would be an input: those of the source
    /// directory, and where the `inputs` globs look. Absolute paths.
    void add_directories(const BuilderCommand& command,
                         std::vector<std::string>& directories) const;

    /// The files at `depfile_paths`, sorted by path, each once.
    std::vector<FileState> dependencies(const std::vector<std::string>& depfile_paths) const;

    /// Sorted by path: the declared outputs, directories with all below them but other jobs'
    /// outputs.
    std::vector<FileState> outputs(const BuilderCommand& command) const;

    /// Whether there is something at `path` that is not another job's alone: an inner document's
    /// files, and the directories on the way to them, do not make an outer one's output.
    bool is_there(const std::string& path) const;

    /// Whether anything in the directory is not another job's alone.
    bool has_files(const std::string& directory) const;

    /// The first of the command's declared outputs that is not there; empty: all are.
    std::string first_missing_output(const BuilderCommand& command) const;

    /// What of `depfile_paths` the job does not make itself, and `inputs` does not look at (or
    /// ignore) without a depfile.
    std::vector<std::string> beyond_source(const BuilderCommand& command,
                                           std::vector<std::string> depfile_paths) const;

    /// True for a file in the {output} of a job that `job` comes after: it was there before `job`
    /// started.
    bool is_made_before(JobId job, const std::string& path) const;

    /// To be called before the first builder starts: what builders replace is then looked at anew.
    void expect_changes();

  private:
    std::string output_of(JobId job) const;
    bool is_in_barrier(const Job& later, std::string_view path) const;
    enum class Contents { none, others_alone, own };
    Contents contents_of(const std::string& directory) const;
    /// Of all jobs: {output}, and what lies beside it.
    const std::unordered_set<std::string>& all_outputs() const;

    const Plan& plan_;
    const Directories& directories_;
    mutable std::optional<std::unordered_set<std::string>> all_outputs_; // made when asked for
    mutable NearbyPaths to_sources_;
    mutable NearbyPaths to_outputs_;
};

} // namespace docbuild
