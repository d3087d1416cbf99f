// Reads JSON with the place of every value. Texts that people write may hold comments; what is
// wrong with them is explained.
#pragma once

#include "lib/json/json_value.hpp"
#include "lib/text/error.hpp"

namespace docbuild {

struct JsonText {
    JsonValue value; // of a key that is given twice it has the last value
    std::vector<Problem> duplicate_keys;
};

/// Throws InputError (with place) if `text` is empty, larger than 256 MiB, binary, not UTF-8,
/// nested deeper than 100 levels, or no JSON. A byte order mark is skipped.
JsonText parse_json(std::string_view text, const std::string& file);

/// The value of a text that a program wrote; null if it is no JSON, or nested that deep.
JsonValue json_or_null(std::string_view text);

/// The diagnostics of `problems` of `text`, which is JSON, in the order of the text.
std::vector<Diagnostic> locate(const std::vector<Problem>& problems, std::string_view text,
                               const std::string& file);

} // namespace docbuild
