#include "lib/disk/directory_names.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#if defined(__linux__) && !defined(DOCBUILD_PORTABLE)
#include <sys/syscall.h>
#else
#include <memory>
#endif

namespace docbuild {

namespace {

bool is_of_the_directory(std::string_view name) {
    return name == "." || name == "..";
}

} // namespace

#if defined(__linux__) && !defined(DOCBUILD_PORTABLE)

/// readdir(3) would allocate a buffer, and call fcntl(2) and fstat(2), for each directory.
void for_each_name(int directory, NameBuffer& buffer,
                   const std::function<void(std::string_view name, bool is_directory)>& found) {
    for (;;) {
        const long filled = ::syscall(SYS_getdents64, directory, buffer.data(), buffer.size());
        if (filled <= 0) {
            return;
        }
        for (long at = 0; at < filled;) {
            const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
            const std::string_view name = entry->d_name;
            if (!is_of_the_directory(name)) {
                found(name, entry->d_type == DT_DIR);
            }
            at += entry->d_reclen;
        }
    }
}

#else

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

#endif

void NameList::add(std::string_view name, bool is_directory) {
    constexpr std::size_t usual_names = 32;
    constexpr std::size_t usual_length = 16;
    if (entries_.empty()) {
        entries_.reserve(usual_names);
        names_.reserve(usual_names * usual_length);
    }
    entries_.push_back({names_.size(), name.size(), is_directory});
    names_ += name;
    names_ += '\0';
}

void NameList::sort() {
    std::sort(entries_.begin(), entries_.end(),
              [this](const Entry& one, const Entry& other) { return view(one) < view(other); });
}

} // namespace docbuild
