// Chooses the reporters that display a run, depending on the options and on what standard error is.
#pragma once

#include "lib/host/terminal.hpp"
#include "lib/project/request.hpp"
#include "lib/report/reporter.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace docbuild {

/// In the order in which they receive events. `terminal` must outlive them. `progress_of` is called
/// only if there is a status line.
std::vector<std::unique_ptr<Reporter>>
reporters_for(const Request& request, const std::map<std::string, std::string>& environment,
              Terminal& terminal, const ProgressOf& progress_of);

} // namespace docbuild
