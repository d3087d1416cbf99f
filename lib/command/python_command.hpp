// Finds out whether a command is run by Python, and by which interpreter.
#pragma once

#include "lib/command/executable_search.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docbuild {

struct PythonCommand {
    std::string interpreter;            // absolute path
    std::vector<std::string> options;   // of the interpreter
    std::vector<std::string> arguments; // FILE ARGUMENT... or -m MODULE ARGUMENT...
};

/// `executable` is the file of argv's first word. A script whose first line names an interpreter,
/// PYTHON FILE..., PYTHON -m MODULE...; empty for all else. `path` is PATH, for `#!/usr/bin/env
/// python3`.
std::optional<PythonCommand> python_command(const std::string& executable,
                                            const std::vector<std::string>& argv,
                                            const std::string& path, const std::string& cwd);

/// The interpreter that runs `script`, and whose own modules the script uses; empty where it is no
/// script of Python's, is an archive, or changes the environment or where modules are looked for.
std::optional<std::string> interpreter_of(const std::string& script, const std::string& path,
                                          const std::string& cwd);

} // namespace docbuild
