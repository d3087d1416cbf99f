// Reads the command line (design, section 5).
#pragma once

#include "lib/project/request.hpp"

#include <string>
#include <variant>

namespace docbuild {

/// A text that answers the command line by itself: `--help`, `--version`.
struct Answer {
    std::string text;
};

/// Options may be given more than once: the last one counts. Throws InputError that names the
/// option, with the nearest one where there is none of that name.
std::variant<Request, Answer> read_options(int argc, const char* const* argv);

} // namespace docbuild
