// Learns from finished jobs which modules are worth preloading for the program that they run, and
// which cannot be preloaded, and remembers both in the build directory.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace docbuild {

using Versions = std::map<std::string, std::string>; // by package

/// Whose jobs learn together: all `sphinx` stages of an interpreter, since they share a server, and
/// each other stage by itself.
std::string learners(bool is_sphinx, const std::string& interpreter, const std::string& stage);

class LearnedModules {
  public:
    /// What earlier runs learned; none where `path` cannot be read.
    explicit LearnedModules(std::string path);

    /// In the order in which they are to be imported.
    std::vector<std::string> modules(const std::string& learners) const;
    /// Packages among these that cannot be preloaded, each with the version of which that is so.
    Versions unfit(const std::string& learners) const;

    /// A job of the stage has succeeded and imported these besides what it was forked with.
    void note(const std::string& learners, const std::string& stage,
              const std::vector<std::string>& imported);
    void note_unfit(const std::string& learners, const Versions& packages);
    void forget_unfit(const std::string& learners);

    /// Those that come without being learned: a job may have been forked before they were there.
    void leave_out(const std::string& learners, const std::vector<std::string>& modules);

    /// Adds those that most jobs of a stage imported; written only where something is new. Failing
    /// to write loses no more than time.
    void save();

  private:
    struct Stage {
        std::size_t jobs = 0;
        std::map<std::string, std::size_t> counts; // by module
        std::vector<std::string> order;            // as they were first imported
    };
    struct Learners {
        std::vector<std::string> modules;
        Versions unfit;
        std::map<std::string, Stage> stages; // of this run
        std::set<std::string> left_out;
    };
    static bool learn(Learners& learners);

    std::string path_;
    std::map<std::string, Learners> learners_;
    bool is_changed_ = false;
};

/// The modules in a job's own list (the fork server's --learn), which is removed; none where there
/// is no such file.
std::vector<std::string> take_module_list(const std::string& path);

} // namespace docbuild
