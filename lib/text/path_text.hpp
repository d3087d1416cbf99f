// Joins and normalises paths as texts.
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

/// The directory that a relative or absolute path lies in; `.` if it names none.
std::string parent_of(std::string_view path);

/// True for what lies in the directory, at any depth; both are absolute.
bool is_below(std::string_view path, std::string_view directory);
/// True for `directory` itself as well.
bool is_in(std::string_view path, std::string_view directory);

} // namespace docbuild
