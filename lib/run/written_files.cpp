#include "lib/run/written_files.hpp"

#include "lib/core/error.hpp"
#include "lib/run/files.hpp"

#include <nlohmann/json.hpp>

#include <sys/stat.h>

namespace docbuild {

namespace {

constexpr Bytes largest_report{64U << 20U};

bool is_state(const nlohmann::json& value) {
    return value.is_array() && value.size() == 3 && value[0].is_number_unsigned() &&
           value[1].is_number_integer() && value[2].is_number_integer();
}

nlohmann::json read(const std::string& report) {
    if (!path_exists(report)) {
        return {};
    }
    try {
        return nlohmann::json::parse(read_file(report, largest_report), nullptr, false);
    } catch (const Error&) {
        return {}; // it only spares the next run work
    }
}

} // namespace

WrittenFiles written_files(const std::string& report) {
    WrittenFiles written;
    const nlohmann::json files = read(report);
    if (!files.is_object()) {
        return written;
    }
    for (const auto& [path, state] : files.items()) {
        if (is_state(state)) {
            written[path] = {path, state[0].get<std::uint64_t>(), state[1].get<std::int64_t>(),
                             state[2].get<std::int64_t>(), 0};
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
