// Hands `--init` over to the Python program that carries it out.
#pragma once

#include "lib/project/request.hpp"

#include <string>

namespace docbuild {

/// Becomes that program, which is in the `python` directory of `data`, and does not return. Throws
/// WorkError if there is no Python to run it.
[[noreturn]] void initiate(const Request& request, const std::string& data);

} // namespace docbuild
