// Which jobs a person asks for.
#pragma once

#include "lib/plan/plan.hpp"

#include <span>
#include <string>
#include <vector>

namespace docbuild {

/// The jobs that `patterns` name (DOCUMENT, DOCUMENT:STAGE, a glob of either, or :STAGE for that
/// stage of every document) and, with them, all that they come after; none: all default stages'. In
/// manifest order.
struct Selection {
    std::vector<bool> wanted; // by job index: named itself
    std::vector<bool> needed; // by job index: named, or needed by what is named
};
/// `wanted` with all that those jobs come after.
Selection with_needed(const Plan& plan, std::vector<bool> wanted);
/// Throws InputError for every pattern that names nothing, with the nearest name.
Selection select(const Plan& plan, std::span<const std::string> patterns);

} // namespace docbuild
