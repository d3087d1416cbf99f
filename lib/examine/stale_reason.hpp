// Why a job is built again, in one line for a person.
#pragma once

#include "lib/event/outcome.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// What of a command has changed. What it may link to is one word of it, a digest, which says
/// nothing to a person.
std::string command_reason(std::vector<std::string> before, std::vector<std::string> now);

/// `last attempt failed`, for an attempt that was no success.
std::string how_it_ended(Outcome outcome);

} // namespace docbuild
