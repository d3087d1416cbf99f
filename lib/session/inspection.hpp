// Answers `--list`, `--explain`, `--dry-run` and `--graph`.
// It does not build, nor know where the answer goes.
#pragma once

#include "lib/examine/examiner.hpp"
#include "lib/project/request.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// The answer as text, about the jobs that are `needed`; `task` is one of the four.
std::string answer(Task task, Examiner& examiner, const std::vector<bool>& needed, bool rebuild);

} // namespace docbuild
