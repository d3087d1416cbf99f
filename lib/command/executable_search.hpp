// Finds the file that a command's first word names, as execvp(3) would.
#pragma once

#include "lib/event/outcome.hpp"

#include <string>
#include <unordered_map>
#include <variant>

namespace docbuild {

class ExecutableSearch {
  public:
    /// An absolute path, or why there is none: ENOENT, EACCES (not executable) or EISDIR. A
    /// `program` with a slash is taken relative to `cwd`, others are looked up in `path` (as the
    /// PATH variable is written).
    std::variant<std::string, FailedToStart> find(const std::string& program,
                                                  const std::string& path, const std::string& cwd);

  private:
    std::unordered_map<std::string, std::string>
        found_; // only successes: a missing program may appear
};

} // namespace docbuild
