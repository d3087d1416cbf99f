#include "lib/disk/directory_names.hpp"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace docbuild {

namespace {

bool is_of_the_directory(std::string_view name) {
    return name == "." || name == "..";
}

} // namespace

static_assert(sizeof(dirent::d_off) == 8, "getdents64(2) fills another structure");

/// readdir(3) would allocate a buffer, and call fcntl(2) and fstat(2), for each directory.
void for_each_name(int directory, NameBuffer& buffer,
                   const std::function<void(std::string_view name, bool is_directory)>& found) {
    for (;;) {
        const long filled = ::syscall(SYS_getdents64, directory, buffer.data(), buffer.size());
        if (filled <= 0) {
            return;
        }
        for (long at = 0; at < filled;) {
            const auto* entry = reinterpret_cast<const dirent*>(buffer.data() + at);
            const std::string_view name = entry->d_name;
            if (!is_of_the_directory(name)) {
                found(name, entry->d_type == DT_DIR);
            }
            at += entry->d_reclen;
        }
    }
}

} // namespace docbuild
