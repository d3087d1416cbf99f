// The one line that says how far a run is, made to fit the terminal's width.
#pragma once

#include "lib/report/reporter.hpp"
#include "lib/text/units.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"

#include <cstddef>
#include <string>

namespace docbuild {

/// `[12/100] 1 failed, ~2min 10s left | a:html 1min 05s 40% reading sources, b:html 3s, +2`,
/// without a line end and at most `columns` wide. What the jobs say of themselves gets the room
/// that all else leaves, and only those are asked that have some. What does not fit is left out,
/// from the right; in a narrow terminal the time left makes room for what is running.
std::string status_line(const ProgressModel& progress, Duration now, std::size_t columns,
                        const Style& style, const ProgressOf& progress_of);

} // namespace docbuild
