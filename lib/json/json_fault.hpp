// Says in words why a text is no JSON, from where the parser stopped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace docbuild {

struct JsonFault {
    std::size_t offset = 0; // in bytes
    std::string message;
};

/// What a parser had read when it stopped at a token that it cannot read or did not expect.
struct JsonStop {
    enum class After { nothing, bracket, key, value };

    After after = After::nothing;
    std::size_t end = 0;                       // offset behind the last key, value or bracket
    std::size_t taken = 0;                     // bytes read, those of the bad token included
    std::size_t open = std::string_view::npos; // offset of the innermost open bracket
};

JsonFault fault_at(std::string_view text, const JsonStop& stop);

/// True if `text` holds nothing but spaces and comments.
bool is_blank_json(std::string_view text);

} // namespace docbuild
