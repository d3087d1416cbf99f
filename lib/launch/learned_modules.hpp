// Learns from finished jobs which modules are worth preloading and which cannot be preloaded, and
// remembers both in the build directory.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace docbuild {

using Versions = std::map<std::string, std::string>; // by package

/// Whose jobs learn together: all `sphinx` stages of an interpreter, which share a server, or any
/// other stage on its own.
std::string learners(bool is_sphinx, const std::string& interpreter, const std::string& stage);

class LearnedModules {
  public:
    /// Loads what earlier runs learned; nothing if `path` cannot be read.
    explicit LearnedModules(std::string path);

    /// In import order.
    std::vector<std::string> modules(const std::string& learners) const;
    /// Packages that cannot be preloaded, each with the affected version.
    Versions unfit(const std::string& learners) const;

    /// A job of the stage succeeded and imported these modules in addition to the preloaded ones.
    void note(const std::string& learners, const std::string& stage,
              const std::vector<std::string>& imported);
    void note_unfit(const std::string& learners, const Versions& packages);
    void forget_unfit(const std::string& learners);

    /// Modules preloaded without being learned; a job may have been forked before they were
    /// imported.
    void leave_out(const std::string& learners, const std::vector<std::string>& modules);

    /// Adds the modules that most jobs of a stage imported, and writes the file if anything is new.
    /// A failure to write only costs time.
    void save();

  private:
    struct Stage {
        std::size_t jobs = 0;
        std::map<std::string, std::size_t> counts; // by module
        std::vector<std::string> order;            // in order of first import
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

/// Reads and removes a job's list of imported modules (the fork server's --learn); empty if there
/// is no such file.
std::vector<std::string> take_module_list(const std::string& path);

} // namespace docbuild
