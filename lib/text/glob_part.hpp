// Matches one part of a path against one part of a glob pattern.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace docbuild {

/// Appends what each `*` of `pattern` matched in `text`. Each takes as little as it can, the last
/// one what is left; so a mismatch only ever makes the latest `*` longer, and the time is bounded
/// by the product of the lengths. Where it does not match, some captures may have been appended.
bool match_part(std::string_view pattern, std::string_view text,
                std::vector<std::string_view>& captures);

/// The offset behind the `]` of the set that starts at `open`; npos where there is none. A `]`
/// that comes first is a member of the set (POSIX.1-2017, section 2.13.1).
std::size_t end_of_set(std::string_view part, std::size_t open);

} // namespace docbuild
