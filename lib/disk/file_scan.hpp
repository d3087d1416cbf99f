// Looks at files on the disk: what a directory, a list of globs or a list of paths consists of.
#pragma once

#include "lib/disk/input_set.hpp"
#include "lib/disk/nearby_paths.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace docbuild {

/// True for a path (relative to the directory that is scanned) that does not count, with all below
/// it.
using IsIgnored = std::function<bool(std::string_view path, bool is_directory)>;

/// What a scan may be asked besides.
struct ScanHooks {
    /// The absolute paths of the directories that were entered are added to it.
    std::vector<std::string>* entered = nullptr;
    /// Called where `directory` itself has a `.docbuildignore`, before anything is asked.
    std::function<void()> found_ignore_file;
    /// To `directory`.
    NearbyPaths* way = nullptr;
    /// What tools keep (is_kept_by_tools, and virtual environments of Python) is passed by.
    bool passes_tools_by = false;
};

/// All files below `directory`, recursively, through symbolic links to directories (each real
/// directory once on a path), sorted by relative path. Directories that cannot be read appear as a
/// file of mode and size alone. Byte-compiled Python (`__pycache__`, `*.pyc`) is left out: reading
/// a conf.py makes it. `excluded` are absolute paths that do not count, with all below them. Throws
/// WorkError where the machine has no descriptor or memory left to look.
std::vector<FileState> scan_directory(const std::string& directory, const IsIgnored& is_ignored,
                                      const std::unordered_set<std::string>& excluded = {},
                                      const ScanHooks& hooks = {});

/// Python writes `__pycache__` and `*.pyc` when it reads a file; they are nobody's inputs.
bool is_byte_code(std::string_view name);

/// Whether `directory` is a virtual environment of Python.
bool is_environment(const std::string& directory);

/// The file at `path`; mode 0 where there is none.
FileState look_at(const std::string& path);
FileState look_at(const std::string& path, NearbyPaths& way);
bool is_a_directory(const FileState& state);

/// Paths of files below `base` that match a relative or absolute glob, in byte order, relative
/// globs giving paths relative to `base`. Only directories that the pattern can reach are read;
/// `**` stands for no hidden names and no byte code, and no pattern for what tools keep;
/// where a file that is added to one would match, its absolute path is added to `looked_into`, if
/// that is given.
std::vector<std::string> find_matching(const std::string& base, const std::string& glob,
                                       std::vector<std::string>* looked_into = nullptr);

/// The digest of what `state` refers to below `directory` (or absolutely); a file that cannot be
/// read has the zero digest. Throws as scan_directory.
Digest digest_of_file(const std::string& directory, const FileState& state);

/// Contents of `files`; where `known` has the same path with the same state, its digest is taken
/// over.
InputSet with_contents(const std::string& directory, std::vector<FileState> files,
                       const InputSet& known);

} // namespace docbuild
