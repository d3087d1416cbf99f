#include "lib/disk/directory_names.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>

namespace docbuild {

namespace {

bool is_of_the_directory(std::string_view name) {
    return name == "." || name == "..";
}

} // namespace

void for_each_name(int directory, NameBuffer&,
                   const std::function<void(std::string_view name, bool is_directory)>& found) {
    const int own = ::fcntl(directory, F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(own < 0 ? nullptr : ::fdopendir(own),
                                                     ::closedir);
    if (!stream) {
        if (own >= 0) {
            ::close(own);
        }
        return;
    }
    while (const dirent* entry = ::readdir(stream.get())) {
        if (!is_of_the_directory(entry->d_name)) {
            found(entry->d_name, false);
        }
    }
}

} // namespace docbuild
