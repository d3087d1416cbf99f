// What one fork server is to import for its jobs, and what it does without once that has kept a
// server from starting.
#pragma once

#include <string>
#include <vector>

namespace docbuild {

class PreloadList {
  public:
    /// `named` by the manifest, and `learned` from earlier jobs; in the order of their import.
    PreloadList(std::vector<std::string> named, std::vector<std::string> learned);

    const std::vector<std::string>& named() const { return named_; }
    const std::vector<std::string>& learned() const { return learned_; }

    enum class Without {
        named,       // what the manifest names: a person should know
        learned,     // a package that no person has asked for
        all_learned, // it is not known which, or there were too many
        nothing      // there is nothing that it could do without
    };
    struct Omission {
        Without without = Without::nothing;
        std::vector<std::string> modules; // those named that are left out
    };
    /// A server has failed to start. `culprit` is the module whose import was why, empty where that
    /// is not known; `package` is that module, or one that it belongs to and that came with it.
    Omission leave_out(const std::string& culprit, const std::string& package);

  private:
    std::vector<std::string> named_;
    std::vector<std::string> learned_;
    unsigned packages_left_out_ = 0; // learned ones
};

/// Whether the module is the package or belongs to it.
bool is_part_of(const std::string& module, const std::string& package);

} // namespace docbuild
