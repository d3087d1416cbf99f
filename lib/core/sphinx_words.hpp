// Finds in the words of a command which directories sphinx-build would write to.
// It does not know what placeholders in the words stand for, nor the disk.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace docbuild {

/// A directory as the command has it, and the word that has it (from 0).
struct WordOfDirectory {
    std::string directory;
    std::size_t word = 0;
};

struct SphinxWords {
    std::optional<WordOfDirectory> output;
    std::optional<WordOfDirectory> doctrees; // where the command names one
};

/// Nothing for a command that does not run Sphinx: as `sphinx-build`, by whatever path, or as a
/// module or a file of Python. The options are those of sphinx-build(1), with `-M` among them.
SphinxWords sphinx_words(const std::vector<std::string>& command);

} // namespace docbuild
