#include "lib/text/path_text.hpp"

#include <algorithm>

namespace docbuild {

namespace {

/// Appends the parts of `path` to `normal`, which is empty (the root) or ends in a part.
void append_parts(std::string& normal, std::string_view path) {
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (part == "..") {
            normal.erase(std::min(normal.rfind('/'), normal.size()));
        } else if (!part.empty() && part != ".") {
            normal += '/';
            normal += part;
        }
    }
}

/// True for names with one slash between each two, of which none begins with a dot: most are.
bool is_plain(std::string_view path) {
    char before = '/';
    for (const char c : path) {
        if (before == '/' && (c == '/' || c == '.')) {
            return false;
        }
        before = c;
    }
    return before != '/';
}

} // namespace

std::string resolve(std::string_view path, std::string_view base) {
    const bool is_absolute = path.starts_with('/');
    if (is_absolute && is_plain(path.substr(1))) {
        return std::string(path);
    }
    std::string normal;
    normal.reserve(base.size() + path.size() + 2);
    if (!is_absolute && base.starts_with('/') && is_plain(base.substr(1)) && is_plain(path)) {
        normal += base;
        normal += '/';
        normal += path;
        return normal;
    }
    if (!is_absolute) {
        append_parts(normal, base);
    }
    append_parts(normal, path);
    return normal.empty() ? "/" : normal;
}

std::string path_from(std::string_view directory, std::string_view path) {
    const std::size_t length = directory == "/" ? 0 : directory.size();
    return std::string(is_below(path, directory) ? path.substr(length + 1) : path);
}

std::string parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

bool is_below(std::string_view path, std::string_view directory) {
    const std::size_t length = directory == "/" ? 0 : directory.size();
    return path.size() > length + 1 && path.starts_with(directory) && path[length] == '/';
}

bool is_in(std::string_view path, std::string_view directory) {
    return path == directory || is_below(path, directory);
}

} // namespace docbuild
