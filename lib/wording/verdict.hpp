// How a job ended, in words: one line for any ending, the whole verdict for a failure.
#pragma once

#include "lib/event/run_event.hpp"
#include "lib/wording/style.hpp"

#include <string>

namespace docbuild {

/// `1 error, 2 warnings`; empty where there are none.
std::string in_words(const FindingCounts& counts);

/// `failed reference/rings:html (attempt 2, 3.2s, 145.0 MiB)`: the outcome, the job, what it cost.
std::string headline(const JobFinished& event, const Style& style);

/// The verdict of a failure (design, section 6), indented and without the headline: why it failed
/// and the event's notes, the last lines of the log, the log's path, the command that runs just
/// that job again. Each line ends with a newline.
std::string verdict_body(const JobFinished& event, const Style& style);

} // namespace docbuild
