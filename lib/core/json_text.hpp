// Reads JSON as people write it: comments allowed, duplicate keys found, bad text explained with
// its place. It does not know what the values mean.
#pragma once

#include "lib/core/error.hpp"
#include "lib/core/manifest.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace docbuild {

/// Members stay in the order of the file.
using Json = nlohmann::ordered_json;

struct JsonText {
    Json value;
    std::vector<Problem> duplicate_keys;
};

/// Throws InputError (with place) where `text` is empty, larger than 256 MiB, binary, not UTF-8,
/// nested deeper than 100 levels, or no JSON. A byte order mark is skipped.
JsonText parse_json(std::string_view text, const std::string& file);

/// Line and column (in characters, from 1) and the text of the line of a byte offset.
Place place_of(std::size_t offset, std::string_view text, const std::string& file);

/// The diagnostics of `problems` in the order of the text. A pointer that the text does not have is
/// shown at the key of what it would be in.
std::vector<Diagnostic> locate(const std::vector<Problem>& problems, std::string_view text,
                               const std::string& file);

} // namespace docbuild
