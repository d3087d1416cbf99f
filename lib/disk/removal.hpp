// Removes files and directories of a build directory, but what others still need inside them.
#pragma once

#include <set>
#include <string>

namespace docbuild {

class Removal {
  public:
    /// `build` is the build directory; `kept` are absolute paths that stay with all below them,
    /// unless something below is asked for by name.
    Removal(std::string build, std::set<std::string> kept)
        : build_(std::move(build)), kept_(std::move(kept)) {}

    /// Removes the file, or the directory with all below it that is not kept, and then the parents
    /// in the build directory that are empty. True where there was something to remove. Throws
    /// WorkError.
    bool remove(const std::string& path) const;

  private:
    bool is_kept(const std::string& path) const { return kept_.find(path) != kept_.end(); }
    bool holds_kept(const std::string& directory) const;
    bool remove_around_kept(const std::string& directory) const;
    void remove_empty_parents(std::string path) const;

    std::string build_;
    std::set<std::string> kept_;
};

} // namespace docbuild
