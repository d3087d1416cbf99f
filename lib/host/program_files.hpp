// The files of the programs that commands start, each looked at once a run: one that is replaced
// meanwhile has changed for the next.
#pragma once

#include "lib/disk/input_set.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace docbuild {

class ProgramFiles {
  public:
    const FileState& state_of(const std::string& path) { return look(path).state; }
    /// Reads the file when it is asked for first. One that was replaced since it was looked at has
    /// the zero digest.
    InputFile with_content(const std::string& path);

  private:
    struct Program {
        FileState state;
        std::optional<Digest> content;
    };
    Program& look(const std::string& path);

    std::unordered_map<std::string, Program> programs_;
};

} // namespace docbuild
