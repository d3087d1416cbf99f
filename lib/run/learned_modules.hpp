// Learns from finished jobs which modules are worth preloading for `sphinx` stages, and remembers
// them in the build directory. It does not know who imports them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace docbuild {

class LearnedModules {
  public:
    /// What earlier runs learned; none where `path` cannot be read.
    explicit LearnedModules(std::string path);

    const std::vector<std::string>& modules() const { return modules_; }

    /// A job of the stage has succeeded and imported these besides what it was forked with.
    void note(const std::string& stage, const std::vector<std::string>& imported);

    /// Those that come without being learned: a job may have been forked before they were there.
    void leave_out(const std::vector<std::string>& modules);

    /// Adds those that most jobs of a stage imported; written only where there are any. Failing to
    /// write loses no more than time.
    void save();

  private:
    struct Stage {
        std::size_t jobs = 0;
        std::map<std::string, std::size_t> counts; // by module
        std::vector<std::string> order;            // as they were first imported
    };
    std::string path_;
    std::vector<std::string> modules_; // in the order in which they are to be imported
    std::map<std::string, Stage> stages_;
    std::set<std::string> left_out_;
};

} // namespace docbuild
