// The modules a fork server imports for its jobs, minus those that prevented it from starting.
#pragma once

#include <string>
#include <vector>

namespace docbuild {

class PreloadList {
  public:
    /// Modules `named` in the manifest and `learned` from earlier jobs, in import order.
    PreloadList(std::vector<std::string> named, std::vector<std::string> learned);

    const std::vector<std::string>& named() const { return named_; }
    const std::vector<std::string>& learned() const { return learned_; }

    enum class Without {
        named,       // modules from the manifest: the user should know
        learned,     // a package nobody asked for
        all_learned, // the culprit is unknown, or there were too many
        nothing      // there is nothing left to leave out
    };
    struct Omission {
        Without without = Without::nothing;
        std::vector<std::string> modules; // the named modules that are left out
    };
    /// A server failed to start. `culprit` is the module whose import caused it, empty if unknown;
    /// `package` is that module or the package it belongs to.
    Omission leave_out(const std::string& culprit, const std::string& package);

  private:
    std::vector<std::string> named_;
    std::vector<std::string> learned_;
    unsigned packages_left_out_ = 0; // learned packages only
};

} // namespace docbuild
