// A condition on a version, such as `<3.0.0` or `>=2.11,<3`: read, tested and put in words.
#pragma once

#include "lib/config/platform.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct Comparison {
    std::string operation; // one of < <= > >= == !=
    Version version;
};

/// All comparisons must hold; none: always true.
using VersionCondition = std::vector<Comparison>;

/// Comparisons separated by commas, blanks or both: `<3.0.0`, `>= 2.11, <3`. Empty where `text` is
/// none, or has no comparison at all.
std::optional<VersionCondition> parse_version_condition(std::string_view text);

bool holds(const VersionCondition& condition, const Version& version);

/// What is said of a version for which it holds: `before 3.0.0`, `2.11 or later and before 3`;
/// empty for no comparison.
std::string in_words(const VersionCondition& condition);

} // namespace docbuild
