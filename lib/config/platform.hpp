// What `uname` says, as a platform with a version.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// Numeric parts, compared one by one; missing parts count as 0: 3 == 3.0.0.
struct Version {
    std::vector<unsigned> parts;
    std::strong_ordering operator<=>(const Version& other) const;
    bool operator==(const Version& other) const { return (*this <=> other) == 0; }
    std::string text() const;
};

/// The leading dotted number of `text` (`2.11.2(0.329/5/3)` gives 2.11.2); empty when there is
/// none, or when a part does not fit.
std::optional<Version> parse_version(std::string_view text);

struct Uname {
    std::string system;
    std::string release;
};

struct Platform {
    std::string name; // linux, darwin, freebsd, netbsd, openbsd, cygwin, ... in lower case
    std::optional<Version> version; // empty: the release could not be read
    Uname uname;
};

/// `CYGWIN_NT-10.0-19045` is cygwin; others are the system's name in lower case.
Platform platform_of(const Uname& uname);

/// Reads `--uname 'SYSTEM RELEASE'`; throws InputError when it is empty.
Uname parse_uname(std::string_view text);

} // namespace docbuild
