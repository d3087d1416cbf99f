// Why an attempt failed, in words: the cause first, then what was found with it and what to try.
#pragma once

#include "lib/event/run_event.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// Lines without line ends; the first is the cause by itself (`exit status 2`). Empty for a
/// success.
std::vector<std::string> cause_of(const JobFinished& event);

} // namespace docbuild
