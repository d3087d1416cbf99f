// What a job was built from, file by file: two digests of it, what changed since, and its form as
// bytes.
#pragma once

#include "lib/disk/own_directories.hpp"
#include "lib/text/digest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// What a look at the disk tells without reading the file.
struct FileState {
    std::string path; // relative to the source directory, or absolute
    std::uint64_t size = 0;
    std::int64_t mtime = 0; // nanoseconds since the epoch
    std::int64_t ctime = 0; // likewise: the inode's, which nobody can set
    std::uint32_t mode = 0; // type and permission bits; 0: there is no such file
    bool operator==(const FileState&) const = default;
};

struct InputFile {
    FileState state;
    Digest content; // of a symbolic link: of its target's name and, if that is a file, its content
};

/// Sorted by path, in byte order, each path once.
using InputSet = std::vector<InputFile>;

/// Null where it is not in the set.
const InputFile* find_in(const InputSet& inputs, const std::string& path);

/// Unless there is one with its path.
void insert_sorted(InputFile file, InputSet& inputs);
void insert_sorted(FileState file, std::vector<FileState>& files);

/// Whether there is a file of that path that is no directory.
bool has_file(const std::vector<FileState>& files, const std::string& path);

std::vector<FileState> states_of(const InputSet& inputs);

/// A file may change once more within the clock tick in which it was looked at, and then has the
/// same time and perhaps the same size: it gets a time that it never had, so that the next run
/// settles it by content.
void zero_recent_mtimes(std::int64_t started, InputSet& inputs);

/// When the file was changed last, or given another time.
std::int64_t last_change(const FileState& file);

/// Over path, size, mtime, ctime and mode: all that a run in which nothing changed has to compute.
/// Both digests take paths as they last (own_directories).
Digest quick_digest(const std::vector<FileState>& files, const OwnDirectories& own);
/// Over path, content, type and the executable bit: what settles it when the quick one differs.
Digest content_digest(const InputSet& files, const OwnDirectories& own);

enum class ChangeKind { changed, added, removed };
struct Change {
    std::string path;
    ChangeKind kind = ChangeKind::changed;
};
/// What differs in content, in path order.
std::vector<Change> changes_between(const InputSet& before, const InputSet& now);

/// `a.rst changed, b.rst added, c.rst removed and 4 more`.
std::string in_words(const std::vector<Change>& changes);

std::string encode(const InputSet& files);
/// Empty where `bytes` is no encoded set.
std::optional<InputSet> decode_inputs(std::string_view bytes);

} // namespace docbuild
