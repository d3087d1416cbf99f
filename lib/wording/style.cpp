#include "lib/wording/style.hpp"

#include <fmt/format.h>

namespace docbuild {

bool wants_colour(
    ColourChoice choice, bool is_terminal,
    const std::function<std::optional<std::string>(const std::string& name)>& environment) {
    if (choice != ColourChoice::automatic) {
        return choice == ColourChoice::always;
    }
    if (!environment("NO_COLOR").value_or("").empty()) {
        return false;
    }
    const std::string force = environment("CLICOLOR_FORCE").value_or("");
    if (!force.empty() && force != "0") {
        return true;
    }
    return is_terminal && environment("CLICOLOR") != "0" && environment("TERM") != "dumb";
}

std::string Style::paint(std::string_view code, std::string_view text) const {
    return has_colours_ && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text)
                                         : std::string(text);
}

} // namespace docbuild
