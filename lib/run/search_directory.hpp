// Looks into one directory of a search, and says which directories a search leaves aside.
// It does not know what is searched for.
#pragma once

#include "lib/core/found_projects.hpp"

#include <optional>
#include <set>
#include <string>
#include <system_error>

namespace docbuild {

struct SearchedNames {
    std::set<std::string> files;       // and links to them, or to nothing
    std::set<std::string> directories; // real ones
    std::set<std::string> links;       // to directories
};

/// What is in `directory`; an error where it cannot be read.
std::error_code read_names(const std::string& directory, SearchedNames& names);

/// Why a directory is not entered, as far as its name tells.
std::optional<NotEntered> reason_by_name(const std::string& name);

/// The same, as far as what it holds tells.
std::optional<NotEntered> reason_by_content(const SearchedNames& names);

} // namespace docbuild
