// Opens the state file: for writing, or as an in-memory copy for queries. Its format is defined in
// job_row and has a version number.
#pragma once

#include "lib/state/sqlite_database.hpp"

#include <string>

namespace docbuild {

/// Opens or creates `path`. Only for the holder of the build directory's lock. Throws
/// DatabaseError, with SQLITE_NOTADB if the file belongs to another program, has another format, or
/// is not writable.
Database open_state(const std::string& path);

/// A copy of `path`. Needs only read permission: neither the file nor its directory is written to,
/// and a build may be running. Throws like open_state.
Database copy_state(const std::string& path);

} // namespace docbuild
