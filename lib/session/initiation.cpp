#include "lib/session/initiation.hpp"

#include "lib/command/executable_search.hpp"
#include "lib/disk/files.hpp"
#include "lib/host/host.hpp"
#include "lib/process/builder_signals.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <vector>

namespace docbuild {

namespace {

[[noreturn]] void refuse_without_python(int error_number) {
    throw WorkError(fmt::format("--init needs Python 3.9 or later as python3 on PATH ({}); install "
                                "it, or write the manifest yourself",
                                std::generic_category().message(error_number)));
}

std::string python() {
    const char* const path = std::getenv("PATH");
    const auto found = ExecutableSearch().find("python3", path == nullptr ? "/usr/bin:/bin" : path,
                                               current_directory());
    if (const auto* failure = std::get_if<FailedToStart>(&found)) {
        refuse_without_python(failure->error_number);
    }
    return std::get<std::string>(found);
}

/// Python is isolated from the user's variables and packages, leaves no byte code among installed
/// files, and takes file names as UTF-8 in every locale, as docbuild does.
std::vector<std::string> command(const Request& request, const std::string& script) {
    std::vector<std::string> words = {"python3", "-ISB", "-X",
                                      "utf8",    script, "--manifest=" + request.manifest};
    if (request.directory) {
        words.push_back("--directory=" + *request.directory);
    }
    words.emplace_back("--");
    words.insert(words.end(), request.jobs.begin(), request.jobs.end());
    return words;
}

} // namespace

void initiate(const Request& request, const std::string& data) {
    const std::string script = data + "/python/init-manifest";
    if (!path_exists(script)) {
        throw WorkError(system_message("stat", script, errno) + "; install docbuild again");
    }
    const std::string interpreter = python();
    std::vector<std::string> words = command(request, script);
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    reset_signals_for_exec();
    ::execv(interpreter.c_str(), argv.data());
    refuse_without_python(errno);
}

} // namespace docbuild
