#include "lib/sphinx/python_helper.hpp"

namespace docbuild {

namespace {

constexpr std::string_view code_option("\0-c\0", 4);

bool skip(std::string_view& text, std::string_view prefix) {
    const bool is_there = text.starts_with(prefix);
    text.remove_prefix(is_there ? prefix.size() : 0);
    return is_there;
}

/// What follows `-c`; empty for another command.
std::string_view code_in(std::string_view command) {
    const auto option = command.find(code_option);
    if (option == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = command.substr(option + code_option.size());
    return rest.substr(0, rest.find('\0'));
}

} // namespace

PythonHelper python_helper(std::string_view command) {
    constexpr std::string_view import = " import main;";
    std::string_view code = code_in(command);
    skip(code, "import sys; ");
    if (!skip(code, "from ")) {
        return PythonHelper::none;
    }
    const std::string_view module = code.substr(0, code.find(' '));
    code.remove_prefix(module.size());
    if (!skip(code, import)) {
        return PythonHelper::none;
    }
    skip(code, " ");
    if (!code.starts_with("main(") || !code.ends_with(')')) {
        return PythonHelper::none;
    }
    if (module == "multiprocessing.forkserver") {
        return PythonHelper::fork_server;
    }
    const bool is_tracker = module == "multiprocessing.resource_tracker" ||
                            module.ends_with("loky.backend.resource_tracker");
    return is_tracker ? PythonHelper::resource_tracker : PythonHelper::none;
}

} // namespace docbuild
