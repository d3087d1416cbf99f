#include "lib/host/config_files.hpp"

#include "lib/host/data_directory.hpp"

#include <filesystem>
#include <system_error>

namespace docbuild {

std::optional<std::string> platform_config_file(const Platform& platform,
                                                const std::string& argv0) {
    return platform_config_file_in(data_directories_of(executable_path(argv0)).config, platform);
}

std::optional<std::string> platform_config_file_in(const std::string& directory,
                                                   const Platform& platform) {
    if (platform.name.empty() || platform.name.find('/') != std::string::npos) {
        return std::nullopt;
    }
    const std::filesystem::path path = std::filesystem::path(directory) / (platform.name + ".json");
    std::error_code error;
    const bool is_there = std::filesystem::exists(path, error);
    const bool may_be_there = error && error != std::errc::filename_too_long;
    return is_there || may_be_there ? std::optional(path.string()) : std::nullopt;
}

} // namespace docbuild
