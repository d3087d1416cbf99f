// Reads what says that a command is Python's: the first line of a script, the words behind the
// interpreter.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// The interpreter that a script's first line names.
struct Shebang {
    std::string program;              // a path; with `env` a name to be looked up on PATH
    std::vector<std::string> options; // at most one: the kernel does not split (execve(2))
};

/// Of the start of a file; empty where it does not begin with `#!`, or asks env(1) for more than a
/// program. A script of pip's may name the shell instead, where the interpreter's path is too long
/// or has blanks, and in its second line, which Python takes for text, `exec` the interpreter.
std::optional<Shebang> shebang_in(std::string_view start);

/// True for a path or name that ends like an interpreter's: python, python3, python3.11, pypy3.
bool names_python(std::string_view path);

/// The words behind the interpreter, taken apart.
struct PythonWords {
    std::vector<std::string> options;
    std::vector<std::string> arguments; // FILE ARGUMENT... or -m MODULE ARGUMENT...
};

/// Empty for what is neither: -c, standard input, an interactive interpreter, an unknown option
/// (python(1)).
std::optional<PythonWords> python_words(std::span<const std::string> words);

} // namespace docbuild
