// Reads an event log back into events, so that reports can be made of a run that is over.
// It does not know the disk, nor who wrote the log: it takes any bytes and never throws for them.
#pragma once

#include "lib/core/run_event.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct LineFault {
    std::size_t line = 0; // from 1
    std::string message;
};

struct EventLog {
    std::vector<RunEvent> events;  // of the lines that could be read, in their order
    std::vector<LineFault> faults; // of those that could not
    bool is_cut_off = false;       // the last line has no end and could not be read
};

/// Reads one JSON object a line (design, section 7). Members and events that are not known here
/// are passed over, and so are empty lines: a newer docbuild may have written them.
EventLog read_event_log(std::string_view text);

} // namespace docbuild
