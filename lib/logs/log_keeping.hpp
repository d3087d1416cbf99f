// Puts a builder's log in order once the builder has ended: not too large, and where it belongs.
#pragma once

#include "lib/text/units.hpp"

#include <string>

namespace docbuild {

struct ShortenedLog {
    bool is_too_large = false;
    int error = 0; // an errno, where its end could not be kept
};

/// Where the open file is larger than `limit`, leaves its middle out, with a line there that tells
/// how much.
ShortenedLog shorten_log(int file, Bytes limit);

/// Where `path` is no longer the open file, because a builder deleted, moved or replaced it, writes
/// a file with the same content there. What was done, in words; empty where nothing was.
std::string restore_log(int file, const std::string& path);

/// Whether a log may be written into the open file: an ordinary one, known by no other name.
bool is_fit_for_log(int file);

/// Makes room for a log where something else stands: a directory is renamed, anything else removed.
/// 0 or an errno.
int make_way_for_log(const std::string& path);

} // namespace docbuild
