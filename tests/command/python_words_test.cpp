#include "lib/command/python_words.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

/// `OPTION... | ARGUMENT...`, or `no`.
std::string read(const Texts& words) {
    const auto found = python_words(words);
    if (!found) {
        return "no";
    }
    std::string text;
    for (const std::string& option : found->options) {
        text += option + " ";
    }
    text += "|";
    for (const std::string& argument : found->arguments) {
        text += " " + argument;
    }
    return text;
}

std::string interpreter(std::string_view start) {
    const auto found = shebang_in(start);
    return !found ? "no" : found->program + (found->options.empty() ? "" : " " + found->options[0]);
}

} // namespace

TEST_CASE("a file or a module is what Python runs, options stand before it") {
    CHECK(read({"build.py", "-m", "x"}) == "| build.py -m x");
    CHECK(read({"-m", "sphinx", "-b", "html"}) == "| -m sphinx -b html");
    CHECK(read({"-msphinx", "x"}) == "| -m sphinx x");
    CHECK(read({"-E", "-sB", "-W", "error", "-Xutf8", "x.py"}) == "-E -sB -W error -X utf8 | x.py");
    CHECK(read({"-Im", "sphinx"}) == "-I | -m sphinx");
    CHECK(read({"-IWerror", "x.py", "-c"}) == "-I -W error | x.py -c");
}

TEST_CASE("what is neither is not taken for it") {
    for (const Texts& words : {Texts{},
                               {"-c", "print()"},
                               {"-"},
                               {"-i", "x.py"},
                               {"-m"},
                               {"-W"},
                               {"--version"},
                               {"-V"},
                               {"-Bc", "1"}}) {
        CHECK(read(words) == "no");
    }
}

TEST_CASE("the first line of a script names its interpreter") {
    CHECK(interpreter("#!/usr/bin/python3\nimport") == "/usr/bin/python3");
    CHECK(interpreter("#! /usr/bin/python3 -E\r\n") == "/usr/bin/python3 -E");
    CHECK(interpreter("#!/usr/bin/env python3\n") == "python3");
    for (const std::string_view start : {"", "#!", "#!\n", "#!/usr/bin/python3",
                                         "\x7f"
                                         "ELF\n",
                                         "#!/usr/bin/env\n", "#!/usr/bin/env -S python3 -E\n",
                                         "#!/usr/bin/env A=1\n", "#!/usr/bin/python3 -E -s\n"}) {
        CHECK(interpreter(start) == "no");
    }
}

TEST_CASE("the second line of a script of pip's may name its interpreter") {
    const auto with = [](const std::string& line) {
        return interpreter("#!/bin/sh\n" + line + "\n' '''\nimport sys\n");
    };
    CHECK(with(R"('''exec' "/a b/bin/python3" "$0" "$@")") == "/a b/bin/python3");
    CHECK(with(R"('''exec' '/a b/bin/python3' "$0" "$@")") == "/a b/bin/python3");
    CHECK(with(R"('''exec' /long/bin/python3 "$0" "$@")") == "/long/bin/python3");
    CHECK(with(R"('''exec' /a b/python3 "$0" "$@")") == "/bin/sh");
    CHECK(with(R"('''exec' "$HOME/python3" "$0" "$@")") == "/bin/sh");
    CHECK(with(R"('''exec' /bin/python3 -x "$0" "$@")") == "/bin/sh");
    CHECK(with(R"(exec /bin/python3 "$0" "$@")") == "/bin/sh");
    CHECK(interpreter("#!/bin/sh\n") == "/bin/sh");
}

TEST_CASE("an interpreter is known by its name") {
    for (const char* path : {"python", "/usr/bin/python3", "/x/python3.11", "pypy3"}) {
        CHECK(names_python(path));
    }
    for (const char* path :
         {"", "/bin/sh", "python-config", "/usr/bin/python3-config", "mypython"}) {
        CHECK_FALSE(names_python(path));
    }
}
