// Reads and writes dependency files in the Makefile syntax of compilers and builders.
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
/// continuation, `\ ` for a space, `\#`, `\:`, `$$`, and backslashes before anything else as they
/// stand.
/// Backslashes before a blank count in pairs, as in GNU make. Targets are left out.
Depfile parse_depfile(std::string_view text);

/// `text` as one word of a dependency file, which a blank must follow. There is no way to write a
/// newline: `text` has none.
std::string depfile_word(std::string_view text);

/// False for a path that ninja 1.11 (src/depfile_parser.in.cc) takes apart however it is written.
bool can_be_in_depfile(std::string_view path);

/// One rule for `target`, and an empty one for each dependency, without which make would stop where
/// one has been deleted (GCC's -MP).
std::string write_depfile(std::string_view target, const std::vector<std::string>& dependencies);

} // namespace docbuild
