#include "lib/command/python_command.hpp"

#include "lib/command/python_words.hpp"
#include "lib/disk/descriptor.hpp"
#include "lib/disk/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace docbuild {

namespace {

/// Longer than two lines with a path each; scripts that start a module's function are shorter.
constexpr std::size_t start_size = std::size_t{16} << 10U;

std::string start_of(const std::string& path) {
    const Descriptor file(
        without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    std::string start(start_size, '\0');
    const auto count =
        file.is_open()
            ? without_interruption([&] { return ::read(file.get(), start.data(), start.size()); })
            : -1;
    start.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return start;
}

/// What scripts of wrappers, of zc.buildout and zip archives have, and those of pip have not.
bool chooses_modules(std::string_view script) {
    constexpr std::array<std::string_view, 4> signs = {"sys.path", "addsitedir", "environ",
                                                       "PK\x03\x04"};
    return script.size() >= start_size ||
           std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
               return script.find(sign) != std::string_view::npos;
           });
}

struct Interpreter {
    std::string path;
    std::vector<std::string> options;
};

std::optional<Interpreter> interpreter_named_in(const std::string& start, const std::string& path,
                                                const std::string& cwd) {
    const auto shebang = shebang_in(start);
    if (!shebang || !names_python(shebang->program)) {
        return std::nullopt;
    }
    ExecutableSearch search;
    const auto found = search.find(shebang->program, path, cwd);
    if (!std::holds_alternative<std::string>(found)) {
        return std::nullopt;
    }
    return Interpreter{std::get<std::string>(found), shebang->options};
}

} // namespace

std::optional<PythonCommand> python_command(const std::string& executable,
                                            const std::vector<std::string>& argv,
                                            const std::string& path, const std::string& cwd) {
    const std::string start = start_of(executable);
    if (start.starts_with("#!")) {
        const auto interpreter = interpreter_named_in(start, path, cwd);
        if (!interpreter) {
            return std::nullopt;
        }
        std::vector<std::string> words = interpreter->options;
        words.push_back(executable);
        words.insert(words.end(), argv.begin() + 1, argv.end());
        auto taken = python_words(words);
        return taken ? std::optional(PythonCommand{interpreter->path, std::move(taken->options),
                                                   std::move(taken->arguments)})
                     : std::nullopt;
    }
    if (!names_python(executable)) {
        return std::nullopt;
    }
    auto taken = python_words(std::span(argv).subspan(1));
    return taken ? std::optional(PythonCommand{executable, std::move(taken->options),
                                               std::move(taken->arguments)})
                 : std::nullopt;
}

std::optional<std::string> interpreter_of(const std::string& script, const std::string& path,
                                          const std::string& cwd) {
    const std::string start = start_of(script);
    const auto found = interpreter_named_in(start, path, cwd);
    return found && !chooses_modules(start) ? std::optional(found->path) : std::nullopt;
}

} // namespace docbuild
