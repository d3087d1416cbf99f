// Lists of strings as bytes, for records.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// Each string with its length before it.
std::string encode_strings(const std::vector<std::string>& strings);
/// Empty where `bytes` is no encoded list.
std::optional<std::vector<std::string>> decode_strings(std::string_view bytes);

} // namespace docbuild
