// Finds the globs that stand for many paths at once: `docs/*` for `docs/a`, `docs/b` and `docs/c`.
// It does not know what lies at the paths.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// A relative path taken apart; `*` stands for any name where `is_any` says so.
struct PathPattern {
    std::vector<std::string> parts;
    std::vector<bool> is_any;
    std::vector<std::size_t> matched; // indices of what it stands for, in order
};

/// The parts of a relative path between its slashes.
std::vector<std::string> path_parts(std::string_view path);

/// A few patterns that together stand for every one of `wanted` once: relative paths, each there
/// once. One that stands for a single path is that path. A `*` must save at least what it costs to
/// read: three paths make a pattern, six one of two `*`; more are not tried. What else a pattern
/// matches, of `others` or of what another one stands for, counts against it. The patterns are in
/// the order of the first path that each stands for.
std::vector<PathPattern> find_patterns(std::span<const std::string> wanted,
                                       std::span<const std::string> others);

} // namespace docbuild
