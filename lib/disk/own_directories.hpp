// Writes paths below a project's own directories so that they hold wherever the project is: a
// checkout that was moved or copied is then found as it was built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

class OwnDirectories {
  public:
    /// None: every path stays as it is.
    OwnDirectories() = default;
    /// The build directory, the manifest's and `levels_up` directories above it, all absolute.
    OwnDirectories(std::string build, std::string manifest_dir, std::size_t levels_up);

    /// An absolute path below one of them with `//build`, `//manifest` or `//manifest/..` in place
    /// of that directory; any other path as it is. No normal path begins with two slashes.
    std::string lasting(std::string_view path) const;
    /// The absolute path of such a one, here and now.
    std::string here(std::string_view lasting) const;

    /// `text` with `{build}`, `{manifest_dir}` or `{manifest_dir}/..` in place of each of them that
    /// a path in it begins with. No two texts become the same.
    std::string in_words(const std::string& text) const;

  private:
    struct Place {
        std::string directory;
        std::string lasting;
        std::string word;
    };
    const Place* holding(std::string_view path) const;

    std::vector<Place> places_; // a directory before those that it lies in
};

} // namespace docbuild
