#include "lib/host/data_directory.hpp"

#include "lib/host/install_paths.hpp"
#include "lib/host/running_program.hpp"
#include "lib/text/text_parts.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace docbuild {

namespace fs = std::filesystem;

namespace {

bool has_directory(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// The path without symbolic links; empty where there is no such file.
fs::path resolved(const fs::path& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    return error ? fs::path() : real;
}

bool is_program(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

bool lies_below(const fs::path& path, const fs::path& directory) {
    const auto [rest, end] =
        std::mismatch(path.begin(), path.end(), directory.begin(), directory.end());
    return end == directory.end() && !directory.empty();
}

DataDirectories installed_in(const fs::path& directory) {
    return {directory.string(), (directory / "config").string()};
}

} // namespace

std::string executable_named(const std::string& argv0, std::string_view path) {
    if (argv0.find('/') != std::string::npos) {
        return resolved(argv0).string();
    }
    for (const std::string_view part : split(path, ':')) {
        const fs::path program = fs::path(part.empty() ? "." : part) / argv0;
        if (!argv0.empty() && is_program(program)) {
            return resolved(program).string();
        }
    }
    return {};
}

std::string executable_path(const std::string& argv0) {
    std::string running = running_program();
    if (!running.empty()) {
        return running;
    }
    const char* const path = std::getenv("PATH");
    return executable_named(argv0, path == nullptr ? "/usr/bin:/bin" : path);
}

DataDirectories data_directories_of(const std::string& executable) {
    const fs::path beside = fs::path(executable).parent_path().parent_path() / "share/docbuild";
    if (beside.is_absolute() && has_directory(beside / "config")) {
        return installed_in(beside);
    }
    const fs::path source_root = install_paths::source_root;
    if (lies_below(executable, resolved(install_paths::build_root)) &&
        has_directory(source_root / "config")) {
        return {(source_root / "share/docbuild").string(), (source_root / "config").string()};
    }
    return installed_in(install_paths::data_directory);
}

std::string data_directory(const std::string& argv0) {
    return data_directories_of(executable_path(argv0)).files;
}

} // namespace docbuild
