#include "lib/disk/input_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

namespace docbuild {

namespace {

constexpr std::uint32_t type_bits = 0170000;
constexpr std::uint32_t executable_bit = 0100;

std::uint32_t lasting_mode(std::uint32_t mode) {
    return mode & (type_bits | executable_bit);
}

struct FixedPart {
    std::uint64_t size;
    std::int64_t mtime;
    std::int64_t ctime;
    std::uint64_t content_high;
    std::uint64_t content_low;
    std::uint32_t mode;
    std::uint32_t path_length;
};

} // namespace

std::int64_t last_change(const FileState& file) {
    return std::max(file.mtime, file.ctime);
}

Digest quick_digest(const std::vector<FileState>& files, const OwnDirectories& own) {
    constexpr std::size_t usual_record = 72;
    std::string lasting;
    std::string bytes;
    bytes.reserve(files.size() * usual_record);
    for (const FileState& file : files) {
        const bool may_move = file.path.starts_with('/');
        lasting = may_move ? own.lasting(file.path) : std::string();
        const std::string& path = may_move ? lasting : file.path;
        const std::array<std::uint64_t, 5> numbers = {
            path.size(), file.size, static_cast<std::uint64_t>(file.mtime),
            static_cast<std::uint64_t>(file.ctime), file.mode};
        bytes.append(reinterpret_cast<const char*>(numbers.data()), sizeof(numbers));
        bytes += path;
    }
    return digest_of(bytes);
}

/// In the order of the paths as they last: where the project is, another may hold.
Digest content_digest(const InputSet& files, const OwnDirectories& own) {
    std::vector<std::pair<std::string, const InputFile*>> ordered;
    ordered.reserve(files.size());
    for (const InputFile& file : files) {
        ordered.emplace_back(own.lasting(file.state.path), &file);
    }
    if (!std::is_sorted(ordered.begin(), ordered.end())) {
        std::sort(ordered.begin(), ordered.end());
    }
    Digester digester;
    for (const auto& [path, file] : ordered) {
        digester.add(path);
        digester.add(std::uint64_t{lasting_mode(file->state.mode)});
        digester.add(file->content);
    }
    return digester.finish();
}

namespace {

const std::string& path_of(const FileState& file) {
    return file.path;
}
const std::string& path_of(const InputFile& file) {
    return file.state.path;
}

template <typename File> void insert_by_path(File file, std::vector<File>& files) {
    const auto place =
        std::lower_bound(files.begin(), files.end(), file, [](const File& one, const File& other) {
            return path_of(one) < path_of(other);
        });
    if (place == files.end() || path_of(*place) != path_of(file)) {
        files.insert(place, std::move(file));
    }
}

} // namespace

const InputFile* find_in(const InputSet& inputs, const std::string& path) {
    const auto found = std::lower_bound(
        inputs.begin(), inputs.end(), path,
        [](const InputFile& file, const std::string& wanted) { return file.state.path < wanted; });
    return found != inputs.end() && found->state.path == path ? &*found : nullptr;
}

void insert_sorted(InputFile file, InputSet& inputs) {
    insert_by_path(std::move(file), inputs);
}

void insert_sorted(FileState file, std::vector<FileState>& files) {
    insert_by_path(std::move(file), files);
}

bool has_file(const std::vector<FileState>& files, const std::string& path) {
    const auto found = std::lower_bound(
        files.begin(), files.end(), path,
        [](const FileState& file, const std::string& wanted) { return file.path < wanted; });
    return found != files.end() && found->path == path && found->mode != 0;
}

std::vector<FileState> states_of(const InputSet& inputs) {
    std::vector<FileState> states;
    states.reserve(inputs.size());
    for (const InputFile& file : inputs) {
        states.push_back(file.state);
    }
    return states;
}

void zero_recent_mtimes(std::int64_t started, InputSet& inputs) {
    for (InputFile& file : inputs) {
        if (last_change(file.state) >= started) {
            file.state.mtime = 0;
        }
    }
}

std::vector<Change> changes_between(const InputSet& before, const InputSet& now) {
    std::vector<Change> changes;
    auto old_file = before.begin();
    auto new_file = now.begin();
    while (old_file != before.end() || new_file != now.end()) {
        if (new_file == now.end() ||
            (old_file != before.end() && old_file->state.path < new_file->state.path)) {
            changes.push_back({(old_file++)->state.path, ChangeKind::removed});
        } else if (old_file == before.end() || new_file->state.path < old_file->state.path) {
            changes.push_back({(new_file++)->state.path, ChangeKind::added});
        } else {
            const bool same =
                old_file->content == new_file->content &&
                lasting_mode(old_file->state.mode) == lasting_mode(new_file->state.mode);
            if (!same) {
                changes.push_back({new_file->state.path, ChangeKind::changed});
            }
            ++old_file;
            ++new_file;
        }
    }
    return changes;
}

std::string in_words(const std::vector<Change>& changes) {
    constexpr std::size_t most = 3;
    constexpr std::array kinds = {"changed", "added", "removed"};
    std::string words;
    for (std::size_t i = 0; i < changes.size() && i < most; ++i) {
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", changes[i].path,
                             kinds[static_cast<std::size_t>(changes[i].kind)]);
    }
    return changes.size() > most ? fmt::format("{} and {} more", words, changes.size() - most)
                                 : words;
}

std::string encode(const InputSet& files) {
    std::string bytes;
    for (const InputFile& file : files) {
        const FixedPart fixed{file.state.size,
                              file.state.mtime,
                              file.state.ctime,
                              file.content.high,
                              file.content.low,
                              file.state.mode,
                              static_cast<std::uint32_t>(file.state.path.size())};
        bytes.append(reinterpret_cast<const char*>(&fixed), sizeof(fixed));
        bytes += file.state.path;
    }
    return bytes;
}

std::optional<InputSet> decode_inputs(std::string_view bytes) {
    InputSet files;
    while (!bytes.empty()) {
        FixedPart fixed{};
        if (bytes.size() < sizeof(fixed)) {
            return std::nullopt;
        }
        std::memcpy(&fixed, bytes.data(), sizeof(fixed));
        bytes.remove_prefix(sizeof(fixed));
        if (bytes.size() < fixed.path_length) {
            return std::nullopt;
        }
        files.push_back({{std::string(bytes.substr(0, fixed.path_length)), fixed.size, fixed.mtime,
                          fixed.ctime, fixed.mode},
                         {fixed.content_high, fixed.content_low}});
        bytes.remove_prefix(fixed.path_length);
    }
    return files;
}

} // namespace docbuild
