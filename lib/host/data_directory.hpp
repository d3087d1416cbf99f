// Finds the files that belong to the running program: installed, moved elsewhere, or in the tree it
// was built from.
#pragma once

#include <string>
#include <string_view>

namespace docbuild {

/// The absolute path of the running program with symbolic links resolved: /proc/self/exe on Linux,
/// in the portable flavour (or where /proc is not there) `argv0`, looked for on PATH when it has no
/// slash. Empty where neither finds it.
std::string executable_path(const std::string& argv0);

/// The portable way alone: `argv0`, looked for in the directories of `path` when it has no slash.
std::string executable_named(const std::string& argv0, std::string_view path);

/// Directories of installed data: `files` is what `share/docbuild` holds (schemas, fronts),
/// `config` the platforms' configuration files.
struct DataDirectories {
    std::string files;
    std::string config;
};

/// `../share/docbuild` beside the program's directory where it holds a `config`, so that an
/// installation can be moved as a whole. Else, for a program in the build tree, the source tree's.
/// Else the directory that was configured for installation, as it stands even where it is missing.
DataDirectories data_directories_of(const std::string& executable);

/// `files` of the running program's data directories.
std::string data_directory(const std::string& argv0);

} // namespace docbuild
