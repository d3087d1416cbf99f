#include "tests/fuzz/properties.hpp"

#include "lib/core/utf8.hpp"

namespace docbuild::fuzz {

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw Broken(what);
    }
}

void require_fit_to_show(std::string_view text, const std::string& what) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text, i);
        if (length == 0) {
            throw Broken(what + " is not UTF-8: " + in_quotes(text));
        }
        const char32_t character = code_point(text.substr(i, length));
        if (character != U'\n' && is_control(character)) {
            throw Broken(what + " has a control character: " + in_quotes(text));
        }
        i += length;
    }
}

} // namespace docbuild::fuzz
