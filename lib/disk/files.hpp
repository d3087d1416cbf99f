// Reads, writes, makes and removes files and directories, with errors that name call and object.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// Calls `call` again while it fails with EINTR; returns its last result.
template <typename Call> auto without_interruption(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) {
        result = call();
    }
    return result;
}

/// The whole file; throws WorkError (open, read), InputError where it is larger than `limit` or no
/// regular file.
std::string read_file(const std::string& path, Bytes limit);

/// The same; empty if there is no such file, or none that can be read.
std::string read_file_if_any(const std::string& path, Bytes limit);

/// Writes all of `text`; 0 or an errno: EAGAIN where `descriptor` is a non-blocking pipe whose
/// reader has let a second pass.
int write_all(int descriptor, std::string_view text);

/// Whether a file has to be whole even after a crash of the machine; that waits for the disk.
enum class Durable { no, yes };

/// Replaces `path` by a file of `text`, by way of a temporary name next to it that is no other
/// file's; 0 or an errno.
[[nodiscard]] int replace_file(const std::string& path, std::string_view text, Durable durable);

/// Makes `path` and its missing parents; 0 or an errno (EEXIST, ENOTDIR where something else stands
/// there).
[[nodiscard]] int make_directories(const std::string& path);
[[nodiscard]] int make_parent_directories(const std::string& path);

bool path_exists(const std::string& path);
bool is_directory(const std::string& path);

/// `PATH.damaged-N`, with the first number that is free: where something is to be set aside.
std::string free_name_beside(const std::string& path);

/// Removes a file or a whole tree without following symbolic links; 0 or an errno. What is not
/// there is no error.
int remove_tree(const std::string& path);

/// At most the last `bytes` bytes of a regular file; empty if it cannot be read.
std::optional<std::string> end_of_file(const std::string& path, std::size_t bytes);
/// The last `lines` lines, at most `bytes` from the end; empty where the file cannot be read.
std::vector<std::string> tail_of(const std::string& path, std::size_t lines, std::size_t bytes);

/// Names in a directory in byte order, without `.` and `..`; empty where it cannot be read.
std::vector<std::string> names_in(const std::string& directory);

} // namespace docbuild
