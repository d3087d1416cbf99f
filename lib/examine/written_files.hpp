// What a builder reports of the files that it wrote (docbuild_fork/observe/writes.py).
#pragma once

#include "lib/disk/input_set.hpp"

#include <string>
#include <unordered_map>

namespace docbuild {

/// How the builder left each file: its size and times, by absolute path.
using WrittenFiles = std::unordered_map<std::string, FileState>;

/// Empty where nothing was reported.
WrittenFiles written_files(const std::string& report);

/// True where the file at the absolute path is a regular one, and as the builder left it.
bool is_as_left(const WrittenFiles& written, const std::string& path, const FileState& now);

} // namespace docbuild
