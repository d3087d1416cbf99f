// Which paths a job will write to, as far as the manifest says, and where it says so.
// It does not know the disk, nor what other jobs write: paths hold what only a run fills in.
#pragma once

#include "lib/core/command.hpp"
#include "lib/core/sphinx_words.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace docbuild {

enum class WrittenKind { output, output_directory, doctree_directory };

struct WrittenPath {
    WrittenKind kind = WrittenKind::output;
    std::string path;        // absolute
    std::size_t element = 0; // of `outputs` or `command`
};

class WrittenPaths {
  public:
    /// Borrows both.
    WrittenPaths(const Plan& plan, const Directories& directories)
        : plan_(plan), directories_(directories) {}

    /// The job's declared outputs; then what its command names, where that runs Sphinx. {output}
    /// itself is there only where one of them is that.
    std::vector<WrittenPath> of(JobId job);

    /// The declared outputs that do not lie in the job's {output} by their very text.
    std::vector<std::string> outputs_beside(JobId job) const;

    /// Of the string in the manifest that names the path.
    std::string pointer_of(JobId job, const WrittenPath& path) const;

  private:
    void add_outputs(JobId job, std::vector<WrittenPath>& paths) const;
    void add_directories(JobId job, std::vector<WrittenPath>& paths);
    const SphinxWords& words_of(const std::vector<std::string>& command);

    const Plan& plan_;
    const Directories& directories_;
    std::unordered_map<const std::vector<std::string>*, SphinxWords> words_; // by command
};

} // namespace docbuild
