#include "lib/run/file_scan.hpp"

#include "lib/core/error.hpp"
#include "lib/run/descriptor.hpp"
#include "lib/run/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace docbuild {

namespace {

FileState state_of(std::string path, const struct stat& status) {
#ifdef __APPLE__
    const timespec& time = status.st_mtimespec;
#else
    const timespec& time = status.st_mtim;
#endif
    const std::int64_t mtime =
        static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
    const bool has_size = S_ISREG(status.st_mode) || S_ISLNK(status.st_mode);
    return {std::move(path), has_size ? static_cast<std::uint64_t>(status.st_size) : 0, mtime,
            status.st_mode};
}

/// What the machine has no room to look at just now must not be taken for gone.
void refuse_want_of_room(int error, const std::string& path) {
    if (is_want_of_room(error)) {
        throw WorkError(system_message("open", path, error));
    }
}

bool is_byte_code(std::string_view name) {
    return name == "__pycache__" || name.ends_with(".pyc");
}

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

/// One recursive look; paths are built in a single buffer.
class Scan {
  public:
    Scan(const IsIgnored& is_ignored, const std::unordered_set<std::string>& excluded,
         std::string root)
        : is_ignored_(is_ignored), excluded_(excluded), root_(std::move(root)) {}

    void enter(int descriptor, const struct stat& status) {
        const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(descriptor));
        if (!directory) {
            ::close(descriptor);
            return;
        }
        above_.push_back({status.st_dev, status.st_ino});
        while (const dirent* entry = ::readdir(directory.get())) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != ".." && !is_byte_code(name)) {
                look_at_entry(::dirfd(directory.get()), name);
            }
        }
        above_.pop_back();
    }

    std::vector<FileState> result() {
        std::sort(files_.begin(), files_.end(), [](const FileState& one, const FileState& other) {
            return one.path < other.path;
        });
        return std::move(files_);
    }

  private:
    struct Identity {
        dev_t device;
        ino_t node;
        bool operator==(const Identity&) const = default;
    };

    void look_at_entry(int parent, std::string_view name) {
        struct stat status {};
        const std::size_t length = path_.size();
        path_ += path_.empty() ? "" : "/";
        path_ += name;
        if (::fstatat(parent, name.data(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
            take(parent, name, status);
        }
        path_.resize(length);
    }

    void take(int parent, std::string_view name, struct stat status) {
        if (S_ISLNK(status.st_mode)) {
            struct stat target {};
            if (::fstatat(parent, name.data(), &target, 0) == 0 && S_ISDIR(target.st_mode)) {
                status = target;
            }
        }
        const bool is_directory = S_ISDIR(status.st_mode);
        if (is_ignored_ && is_ignored_(path_, is_directory)) {
            return;
        }
        if (!excluded_.empty() && excluded_.count(root_ + "/" + path_) > 0) {
            return;
        }
        if (!is_directory) {
            files_.push_back(state_of(path_, status));
            if (S_ISLNK(status.st_mode)) {
                add_target(parent, name);
            }
            return;
        }
        const Identity identity{status.st_dev, status.st_ino};
        if (std::find(above_.begin(), above_.end(), identity) != above_.end()) {
            return;
        }
        const int descriptor = ::openat(parent, name.data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) {
            refuse_want_of_room(errno, root_ + "/" + path_);
            files_.push_back(state_of(path_, status));
            return;
        }
        enter(descriptor, status);
    }

    /// A link to a file changes with the file: its size and time stand in for the link's own.
    void add_target(int parent, std::string_view name) {
        struct stat target {};
        if (::fstatat(parent, name.data(), &target, 0) == 0) {
            FileState& link = files_.back();
            const FileState state = state_of({}, target);
            link.size = state.size;
            link.mtime = std::max(link.mtime, state.mtime);
        }
    }

    const IsIgnored& is_ignored_;
    const std::unordered_set<std::string>& excluded_;
    std::string root_;
    std::string path_;
    std::vector<Identity> above_;
    std::vector<FileState> files_;
};

} // namespace

std::vector<FileState> scan_directory(const std::string& directory, const IsIgnored& is_ignored,
                                      const std::unordered_set<std::string>& excluded) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        refuse_want_of_room(errno, directory);
        return {};
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        ::close(descriptor);
        return {};
    }
    Scan scan(is_ignored, excluded, directory);
    scan.enter(descriptor, status);
    return scan.result();
}

FileState look_at(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return {path, 0, 0, 0};
    }
    return state_of(path, status);
}

Digest digest_of_file(const std::string& directory, const FileState& state) {
    const std::string path =
        state.path.starts_with('/') ? state.path : directory + "/" + state.path;
    Digester digester;
    if (S_ISLNK(state.mode)) {
        std::array<char, 4096> target{};
        const auto length = ::readlink(path.c_str(), target.data(), target.size());
        digester.add(
            std::string_view(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0));
    }
    const Descriptor file(without_interruption(
        [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
    if (!file.is_open()) {
        refuse_want_of_room(errno, path);
    }
    struct stat status {};
    const bool has_content =
        file.is_open() && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
    if (!has_content) {
        return S_ISLNK(state.mode) ? digester.finish() : Digest{};
    }
    std::array<char, 65536> chunk;
    for (;;) {
        const auto count =
            without_interruption([&] { return ::read(file.get(), chunk.data(), chunk.size()); });
        if (count < 0) {
            return {};
        }
        if (count == 0) {
            return digester.finish();
        }
        digester.add_part({chunk.data(), static_cast<std::size_t>(count)});
    }
}

InputSet with_contents(const std::string& directory, std::vector<FileState> files,
                       const InputSet& known) {
    InputSet set;
    set.reserve(files.size());
    auto before = known.begin();
    for (FileState& file : files) {
        while (before != known.end() && before->state.path < file.path) {
            ++before;
        }
        const bool is_known = before != known.end() && before->state == file;
        const Digest content = is_known ? before->content : digest_of_file(directory, file);
        set.push_back({std::move(file), content});
    }
    return set;
}

} // namespace docbuild
