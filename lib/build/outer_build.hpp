// Reports to an outer build system that a run succeeded, and which files to watch.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/examine/examiner.hpp"
#include "lib/project/project.hpp"
#include "lib/state/build_paths.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace docbuild {

struct OuterBuild {
    std::string stamp;                  // as the outer build names it
    std::optional<std::string> depfile; // likewise
    std::vector<std::string> read;      // absolute paths of files read apart from jobs' inputs
};

class OuterBuildReport {
  public:
    /// Borrows all.
    OuterBuildReport(const Project& project, JobCommands& commands, Examiner& examiner,
                     const BuildPaths& paths);

    /// Call before anything is built.
    void note_start();

    /// Writes the dependency file of the `needed` jobs: their inputs, the directories in which more
    /// could appear, their programs and the manifest, but nothing docbuild makes itself. Then
    /// touches the stamp. `warn` is called for files whose names cannot be written in a dependency
    /// file. Throws WorkError if either file cannot be written.
    void write(const OuterBuild& outer, const std::vector<bool>& needed,
               const std::function<void(const std::string&)>& warn);

  private:
    /// Adds the job's files; false if its inputs differ from what it was built from.
    bool add(JobId job, std::vector<std::string>& watched);
    std::vector<std::string> only_named(std::vector<std::string> watched, const OuterBuild& outer,
                                        const std::function<void(const std::string&)>& warn) const;

    const Project& project_;
    JobCommands& commands_;
    Examiner& examiner_;
    const BuildPaths& paths_;
    JobFiles files_;
    std::int64_t started_ = 0; // by the file system's clock
};

} // namespace docbuild
