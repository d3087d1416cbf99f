#include "lib/core/json_locate.hpp"

namespace docbuild {

std::map<std::string, JsonPosition> json_positions(std::string_view text,
                                                   const std::set<std::string>& pointers) {
    std::map<std::string, JsonPosition> positions;
    scan_json(text, [&](const std::string& pointer, JsonPosition position) {
        if (pointers.contains(pointer)) {
            positions[pointer] = position;
        }
    });
    return positions;
}

} // namespace docbuild
