#include "lib/run/search_directory.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace docbuild {

namespace filesystem = std::filesystem;

namespace {

template <std::size_t Size>
bool is_one_of(const std::string& name, const std::array<std::string_view, Size>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

std::error_code read_names(const std::string& directory, SearchedNames& names) {
    std::error_code error;
    for (filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code vanished;
        const std::string name = entry->path().filename().string();
        if (!entry->is_directory(vanished)) {
            names.files.insert(name);
        } else if (entry->is_symlink(vanished)) {
            names.links.insert(name);
        } else {
            names.directories.insert(name);
        }
    }
    return error;
}

std::optional<NotEntered> reason_by_name(const std::string& name) {
    constexpr std::array<std::string_view, 2> outputs = {"_build", "build"};
    constexpr std::array<std::string_view, 3> packages = {"dist-packages", "node_modules",
                                                          "site-packages"};
    constexpr std::array<std::string_view, 2> tests = {"test", "tests"};
    if (name.starts_with('.')) {
        return NotEntered::hidden;
    }
    if (is_one_of(name, outputs)) {
        return NotEntered::build_output;
    }
    if (is_one_of(name, packages)) {
        return NotEntered::packages;
    }
    return is_one_of(name, tests) ? std::optional(NotEntered::tests) : std::nullopt;
}

std::optional<NotEntered> reason_by_content(const SearchedNames& names) {
    if (names.files.contains("pyvenv.cfg")) {
        return NotEntered::virtual_environment;
    }
    const bool is_output =
        names.files.contains("CMakeCache.txt") || names.directories.contains("meson-info");
    return is_output ? std::optional(NotEntered::build_output) : std::nullopt;
}

} // namespace docbuild
