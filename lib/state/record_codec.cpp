#include "lib/state/record_codec.hpp"

#include <cstdint>
#include <cstring>

namespace docbuild {

std::string encode_strings(const std::vector<std::string>& strings) {
    std::string bytes;
    for (const std::string& string : strings) {
        const auto length = static_cast<std::uint32_t>(string.size());
        bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
        bytes += string;
    }
    return bytes;
}

std::optional<std::vector<std::string>> decode_strings(std::string_view bytes) {
    std::vector<std::string> strings;
    while (!bytes.empty()) {
        std::uint32_t length = 0;
        if (bytes.size() < sizeof(length)) {
            return std::nullopt;
        }
        std::memcpy(&length, bytes.data(), sizeof(length));
        bytes.remove_prefix(sizeof(length));
        if (bytes.size() < length) {
            return std::nullopt;
        }
        strings.emplace_back(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return strings;
}

} // namespace docbuild
