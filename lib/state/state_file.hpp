// Opens the file of the state: to write in it, or as a copy in memory for questions.
// The format is what job_row says, with a number of its own.
#pragma once

#include "lib/state/sqlite_database.hpp"

#include <string>

namespace docbuild {

/// Opens or makes `path`. Only for the holder of the build directory's lock. Throws DatabaseError,
/// with SQLITE_NOTADB where the file is another program's, of another format, or not this user's to
/// write.
Database open_state(const std::string& path);

/// What is in `path`. Needs nothing but permission to read: neither the file nor its directory is
/// written to, and a build may go on beside it. Throws as open_state.
Database copy_state(const std::string& path);

} // namespace docbuild
