// Words why an attempt failed: the cause first, then related facts and what to try.
#pragma once

#include "lib/event/run_event.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// Lines without newlines; the first is the bare cause (`exit status 2`). Empty for a success.
std::vector<std::string> cause_of(const JobFinished& event);

} // namespace docbuild
