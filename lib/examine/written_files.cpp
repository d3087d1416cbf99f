#include "lib/examine/written_files.hpp"

#include "lib/disk/files.hpp"
#include "lib/json/json_text.hpp"

#include <sys/stat.h>

#include <array>
#include <optional>

namespace docbuild {

namespace {

constexpr Bytes largest_report{64U << 20U};

/// Empty if `value` is not the size and the two times of a file.
std::optional<FileState> state_in(const JsonValue& value, const std::string& path) {
    const auto* const list = value.as<JsonValue::List>();
    if (list == nullptr || list->size() != 3) {
        return std::nullopt;
    }
    std::array<std::int64_t, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto* const number = (*list)[i].as<std::int64_t>();
        if (number == nullptr) {
            return std::nullopt;
        }
        numbers[i] = *number;
    }
    return FileState{path, static_cast<std::uint64_t>(numbers[0]), numbers[1], numbers[2], 0};
}

} // namespace

WrittenFiles written_files(const std::string& report) {
    WrittenFiles written; // it only spares the next run work
    const JsonValue files = json_or_null(read_file_if_any(report, largest_report));
    if (const auto* const members = files.as<JsonValue::Object>()) {
        for (const JsonMember& member : *members) {
            if (auto state = state_in(member.value, member.key)) {
                written[member.key] = std::move(*state);
            }
        }
    }
    return written;
}

bool is_as_left(const WrittenFiles& written, const std::string& path, const FileState& now) {
    const auto left = written.find(path);
    return left != written.end() && S_ISREG(now.mode) && left->second.size == now.size &&
           left->second.mtime == now.mtime && left->second.ctime == now.ctime;
}

} // namespace docbuild
