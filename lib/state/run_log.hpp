// Numbers the runs of a build directory and opens the file of the next one's event log.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <optional>
#include <string>

namespace docbuild {

struct RunLogFile {
    std::string run;                     // `000012`
    std::string path;                    // `RUNS/000012.jsonl`
    Descriptor file;                     // not open where it could not be made
    int error = 0;                       // why
    std::optional<std::string> previous; // path of the run before
};

/// Opens the file after the highest number in the directory `runs`, which is made, and removes all
/// but the last hundred.
RunLogFile open_run_log(const std::string& runs);

} // namespace docbuild
