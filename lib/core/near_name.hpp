// Finds the name that was probably meant.
// It does not know what the names stand for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <span>

namespace docbuild {

/// The candidate with the smallest edit distance (transpositions count one) to `name`, ties by
/// order, if it is near enough to be meant: at most a third of the longer name's length, and at
/// least one edit is allowed.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// `; did you mean 'x'?` or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

} // namespace docbuild
