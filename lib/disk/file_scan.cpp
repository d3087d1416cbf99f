#include "lib/disk/file_scan.hpp"

#include "lib/disk/descriptor.hpp"
#include "lib/disk/directory_names.hpp"
#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"
#include "lib/text/ignore_rules.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace docbuild {

namespace {

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileState state_of(std::string path, const struct stat& status) {
#ifdef __APPLE__
    const timespec& mtime = status.st_mtimespec;
    const timespec& ctime = status.st_ctimespec;
#else
    const timespec& mtime = status.st_mtim;
    const timespec& ctime = status.st_ctim;
#endif
    const bool has_size = S_ISREG(status.st_mode) || S_ISLNK(status.st_mode);
    return {std::move(path), has_size ? static_cast<std::uint64_t>(status.st_size) : 0,
            nanoseconds(mtime), nanoseconds(ctime), status.st_mode};
}

/// What the machine has no room to look at just now must not be taken for gone.
void throw_on_resource_shortage(int error, const std::string& path) {
    if (is_resource_shortage(error)) {
        throw WorkError(system_message("open", path, error));
    }
}

/// One recursive look; paths are built in a single buffer.
class Scan {
  public:
    Scan(const IsIgnored& is_ignored, const std::unordered_set<std::string>& excluded,
         std::string root, const ScanHooks& hooks)
        : is_ignored_(is_ignored), excluded_(excluded), root_(std::move(root)), hooks_(hooks),
          may_exclude_(excluded.size() > few_excluded ||
                       std::any_of(excluded.begin(), excluded.end(), [&](const std::string& path) {
                           return is_below(path, root_);
                       })) {}

    void start(const Descriptor& directory) {
        const NameList names = names_in_open(directory);
        if (hooks_.found_ignore_file && has(names, ".docbuildignore")) {
            hooks_.found_ignore_file();
        }
        enter(directory, names);
    }

    std::vector<FileState> result() {
        const auto before = [](const FileState& one, const FileState& other) {
            return one.path < other.path;
        };
        if (!std::is_sorted(files_.begin(), files_.end(), before)) {
            std::sort(files_.begin(), files_.end(), before);
        }
        return std::move(files_);
    }

  private:
    static constexpr std::size_t few_excluded = 8;

    NameList names_in_open(const Descriptor& directory) {
        NameList names;
        for_each_name(directory.get(), buffer_, [&](std::string_view name, bool is_directory) {
            if (!is_byte_code(name) && !(hooks_.passes_tools_by && is_kept_by_tools(name))) {
                names.add(name, is_directory);
            }
        });
        names.sort();
        return names;
    }

    static bool has(const NameList& names, std::string_view name) {
        const auto& entries = names.entries();
        return std::any_of(entries.begin(), entries.end(),
                           [&](const NameList::Entry& entry) { return names.view(entry) == name; });
    }

    /// Directories are entered after the files, which lie together then.
    void enter(const Descriptor& directory, const NameList& names) {
        if (hooks_.entered != nullptr) {
            hooks_.entered->push_back(path_.empty() ? root_ : root_ + "/" + path_);
        }
        std::vector<std::string> below;
        if (files_.empty()) { // later ones would each move all that was found before
            files_.reserve(names.entries().size());
        }
        for (const NameList::Entry& entry : names.entries()) {
            const char* const name = names.text(entry);
            if (entry.is_directory) {
                below.emplace_back(name);
            } else {
                look_at_entry(directory.get(), name, below);
            }
        }
        above_.push_back(directory.get());
        for (const std::string& name : below) {
            const std::size_t length = append(name);
            descend(directory.get(), name);
            path_.resize(length);
        }
        above_.pop_back();
    }

    /// The path's length before.
    std::size_t append(std::string_view name) {
        const std::size_t length = path_.size();
        path_ += path_.empty() ? "" : "/";
        path_ += name;
        return length;
    }

    void look_at_entry(int parent, const char* name, std::vector<std::string>& below) {
        struct stat status {};
        if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            return;
        }
        if (S_ISDIR(status.st_mode) || (S_ISLNK(status.st_mode) && leads_on(parent, name))) {
            below.emplace_back(name);
            return;
        }
        const std::size_t length = append(name);
        if (!is_left_out(false)) {
            files_.push_back(state_of(path_, status));
            if (S_ISLNK(status.st_mode)) {
                add_target(parent, name);
            }
        }
        path_.resize(length);
    }

    bool is_left_out(bool is_directory) const {
        return (is_ignored_ && is_ignored_(path_, is_directory)) ||
               (may_exclude_ && excluded_.count(root_ + "/" + path_) > 0);
    }

    /// A link to a directory is entered as that directory; from then on, one may lead back.
    bool leads_on(int parent, const char* name) {
        struct stat target {};
        const bool is_directory =
            ::fstatat(parent, name, &target, 0) == 0 && S_ISDIR(target.st_mode);
        follows_links_ |= is_directory;
        return is_directory;
    }

    void descend(int parent, const std::string& name) {
        if (is_left_out(true)) {
            return;
        }
        const Descriptor directory(
            ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (directory.is_open()) {
            if (!follows_links_ || !is_above(directory.get())) {
                const NameList names = names_in_open(directory);
                if (!hooks_.passes_tools_by || !has(names, environment_mark)) {
                    enter(directory, names);
                }
            }
            return;
        }
        throw_on_resource_shortage(errno, root_ + "/" + path_);
        struct stat status {};
        if (::fstatat(parent, name.c_str(), &status, 0) == 0) {
            files_.push_back(state_of(path_, status));
        }
    }

    bool is_above(int directory) const {
        struct stat status {};
        return ::fstat(directory, &status) == 0 &&
               std::any_of(above_.begin(), above_.end(), [&](int other) {
                   struct stat above {};
                   return ::fstat(other, &above) == 0 && above.st_dev == status.st_dev &&
                          above.st_ino == status.st_ino;
               });
    }

    /// A link to a file changes with the file: its size and time stand in for the link's own.
    void add_target(int parent, const char* name) {
        struct stat target {};
        if (::fstatat(parent, name, &target, 0) == 0) {
            FileState& link = files_.back();
            const FileState state = state_of({}, target);
            link.size = state.size;
            link.mtime = std::max(link.mtime, state.mtime);
            link.ctime = std::max(link.ctime, state.ctime);
        }
    }

    const IsIgnored& is_ignored_;
    const std::unordered_set<std::string>& excluded_;
    std::string root_;
    const ScanHooks& hooks_;
    std::string path_;
    NameBuffer buffer_;
    bool may_exclude_; // else no path need be looked up
    bool follows_links_ = false;
    std::vector<int> above_; // descriptors of the directories on the path
    std::vector<FileState> files_;
};

} // namespace

std::vector<FileState> scan_directory(const std::string& directory, const IsIgnored& is_ignored,
                                      const std::unordered_set<std::string>& excluded,
                                      const ScanHooks& hooks) {
    const NearbyPaths::Place place = hooks.way != nullptr
                                         ? hooks.way->to(directory)
                                         : NearbyPaths::Place{AT_FDCWD, directory.c_str()};
    const Descriptor descriptor(
        ::openat(place.directory, place.name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.is_open()) {
        throw_on_resource_shortage(errno, directory);
        return {};
    }
    Scan scan(is_ignored, excluded, directory, hooks);
    scan.start(descriptor);
    return scan.result();
}

FileState look_at(const std::string& path) {
    NearbyPaths none;
    none.close();
    return look_at(path, none);
}

FileState look_at(const std::string& path, NearbyPaths& way) {
    const NearbyPaths::Place place = way.to(path);
    struct stat status {};
    if (::fstatat(place.directory, place.name, &status, 0) != 0) {
        return {path, 0, 0, 0, 0};
    }
    return state_of(path, status);
}

bool is_byte_code(std::string_view name) {
    return name == "__pycache__" || name.ends_with(".pyc");
}

bool is_environment(const std::string& directory) {
    return path_exists(directory + "/" + std::string(environment_mark));
}

bool is_a_directory(const FileState& state) {
    return S_ISDIR(state.mode);
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
        throw_on_resource_shortage(errno, path);
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
