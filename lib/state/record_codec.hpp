// Lists of strings as bytes, for records.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// Each string is preceded by its length.
std::string encode_strings(const std::vector<std::string>& strings);
/// Empty if `bytes` is not an encoded list.
std::optional<std::vector<std::string>> decode_strings(std::string_view bytes);

} // namespace docbuild
