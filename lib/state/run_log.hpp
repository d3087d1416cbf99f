// Numbers the runs of a build directory and opens the next run's event log.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <optional>
#include <string>

namespace docbuild {

struct RunLogFile {
    std::string run;                     // `000012`
    std::string path;                    // `RUNS/000012.jsonl`
    Descriptor file;                     // not open if it could not be created
    int error = 0;                       // errno, if so
    std::optional<std::string> previous; // path of the previous run's log
};

/// Opens the file after the highest number in the directory `runs`, creating the directory if
/// needed, and removes all but the last hundred.
RunLogFile open_run_log(const std::string& runs);

} // namespace docbuild
