#include "lib/config/platform.hpp"

#include "lib/text/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace docbuild {

namespace {

constexpr std::string_view white_space = " \t\r\n";

std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

} // namespace

std::strong_ordering Version::operator<=>(const Version& other) const {
    for (std::size_t i = 0; i < std::max(parts.size(), other.parts.size()); ++i) {
        const unsigned mine = i < parts.size() ? parts[i] : 0;
        const unsigned theirs = i < other.parts.size() ? other.parts[i] : 0;
        if (mine != theirs) {
            return mine <=> theirs;
        }
    }
    return std::strong_ordering::equal;
}

std::string Version::text() const {
    return fmt::format("{}", fmt::join(parts, "."));
}

std::optional<Version> parse_version(std::string_view text) {
    Version version;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        unsigned part = 0;
        const auto read = std::from_chars(at, end, part);
        if (read.ec == std::errc::result_out_of_range) {
            return std::nullopt;
        }
        if (read.ec != std::errc()) {
            break;
        }
        version.parts.push_back(part);
        if (read.ptr == end || *read.ptr != '.') {
            break;
        }
        at = read.ptr + 1;
    }
    return version.parts.empty() ? std::nullopt : std::optional(version);
}

Platform platform_of(const Uname& uname) {
    const std::string system = lower_case(uname.system);
    return {system.starts_with("cygwin") ? "cygwin" : system, parse_version(uname.release), uname};
}

Uname parse_uname(std::string_view text) {
    const std::string_view words = trimmed(text);
    if (words.empty()) {
        throw InputError("--uname: empty; give 'SYSTEM RELEASE', as `uname -sr` prints them");
    }
    const std::size_t space = words.find_first_of(white_space);
    if (space == std::string_view::npos) {
        return {std::string(words), {}};
    }
    return {std::string(words.substr(0, space)), std::string(trimmed(words.substr(space)))};
}

} // namespace docbuild
