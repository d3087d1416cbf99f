// Reads dependency files in the Makefile syntax that compilers and builders write.
// It does not know the disk, nor whether the files exist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct Depfile {
    std::vector<std::string> dependencies; // in the order of the file, each once
    std::string fault;                     // empty, or `LINE: what is wrong`
};

/// Understands what GCC, Clang and ninja's own reader do: several rules and targets, `\`-newline
/// continuation, `\ ` for a space, `\#`, `$$`, and backslashes before anything else as they stand.
/// Backslashes before a blank count in pairs, as in GNU make. Targets are left out.
Depfile parse_depfile(std::string_view text);

/// `text` as one word of a dependency file, which a blank must follow. There is no way to write a
/// newline: `text` has none.
std::string depfile_word(std::string_view text);

} // namespace docbuild
