#include "lib/host/host.hpp"

#include "lib/text/error.hpp"

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <string_view>

extern char** environ; // NOLINT(readability-redundant-declaration): only glibc has it in a header

namespace docbuild {

namespace {

utsname read_uname() {
    utsname names{};
    if (::uname(&names) < 0) {
        throw WorkError(system_message("uname", "this machine", errno));
    }
    return names;
}

} // namespace

Uname host_uname() {
    const utsname names = read_uname();
    return {names.sysname, names.release};
}

std::string host_name() {
    return read_uname().nodename;
}

std::map<std::string, std::string> environment_snapshot() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

std::string current_directory() {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::current_path(error);
    if (error) {
        throw WorkError(system_message("getcwd", "the current directory", error.value()));
    }
    return path.string();
}

void require_open_files() {
    constexpr rlim_t least = 20; // state and journal, lock, event log, signals, timers, one builder
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < least) {
        throw WorkError(fmt::format("at most {} files may be open at once, which is too few; raise "
                                    "the limit (ulimit -n 256)",
                                    limit.rlim_cur));
    }
}

} // namespace docbuild
