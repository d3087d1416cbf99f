// Carries out what was asked: answers a question, cleans, or builds.
#pragma once

#include "lib/project/request.hpp"

#include <functional>
#include <string_view>

namespace docbuild {

/// Where results go (standard output).
using Output = std::function<void(std::string_view)>;

/// The exit status of the design: 0, 1 or 128 + signal. Throws Error for 2 and 3.
int carry_out(Request request, const Output& output);

} // namespace docbuild
