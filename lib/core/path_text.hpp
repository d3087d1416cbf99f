// Joins and normalises paths as texts.
// It does not know the disk: symbolic links are not followed.
#pragma once

#include <string>
#include <string_view>

namespace docbuild {

/// `path` taken from the absolute directory `base` (itself where it is absolute), without `.`,
/// `..`, empty parts and a slash at the end.
std::string resolve(std::string_view path, std::string_view base);

/// How to name the file at the absolute `path` to a person who stands in `directory`: relative to
/// it if it is below, else absolute.
std::string path_from(std::string_view directory, std::string_view path);

/// The directory of a relative or absolute path; `.` where it has none.
std::string directory_of(std::string_view path);

} // namespace docbuild
