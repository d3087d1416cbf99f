// Turns the text of a manifest into a Manifest, with all that is wrong with it.
#pragma once

#include "lib/manifest/manifest.hpp"
#include "lib/text/error.hpp"

#include <string_view>
#include <vector>

namespace docbuild {

/// A manifest as far as it could be understood, with all that is wrong with it.
struct LoadedManifest {
    Manifest manifest;
    std::vector<Problem> problems;
};

/// Reads `text`. Throws InputError (with place) where it is no JSON at all: empty, binary, not
/// UTF-8, nested deeper than 100 levels, or cut off. Everything else that is wrong (unknown and
/// duplicate keys, wrong types, unknown placeholders and stages, ...) is listed in `problems`, so
/// that it can be reported in one go together with what the plan finds.
LoadedManifest load_manifest(std::string_view text, const std::string& file);

} // namespace docbuild
