#include "tests/fuzz/properties.hpp"

#include "lib/text/utf8.hpp"

namespace docbuild::fuzz {

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw Broken(what);
    }
}

void require_fit_to_show(std::string_view text, const std::string& what) {
    for (std::size_t i = 0; i < text.size();) {
        const Character character = character_at(text, i);
        if (!character.is_valid) {
            throw Broken(what + " is not UTF-8: " + in_quotes(text));
        }
        if (character.code != U'\n' && is_control(character.code)) {
            throw Broken(what + " has a control character: " + in_quotes(text));
        }
        i += character.length;
    }
}

} // namespace docbuild::fuzz
