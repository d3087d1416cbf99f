// Recognises the helper processes of Python's multiprocessing, which end soon after the program
// that they were started for.
#pragma once

#include <string_view>

namespace docbuild {

enum class PythonHelper {
    none,
    /// Sees to what the program's processes share; ends when the last of them has ended.
    resource_tracker,
    /// Forks workers for the program, and ends when that has ended. The workers show the same
    /// command.
    fork_server,
};

/// `command` is the text of /proc/PID/cmdline: words, each ended by a zero byte. The code that they
/// run is that of CPython's multiprocessing/resource_tracker.py and forkserver.py from 3.8 to 3.14,
/// and of loky's tracker, which joblib uses.
PythonHelper python_helper(std::string_view command);

} // namespace docbuild
