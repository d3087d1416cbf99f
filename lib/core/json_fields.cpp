#include "lib/core/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace docbuild {

bool read_value(const nlohmann::json& value, std::string& into) {
    if (!value.is_string()) {
        return false;
    }
    into = value.get_ref<const std::string&>();
    return true;
}

bool read_value(const nlohmann::json& value, bool& into) {
    if (!value.is_boolean()) {
        return false;
    }
    into = value.get<bool>();
    return true;
}

bool read_value(const nlohmann::json& value, Duration& into) {
    const double seconds = value.is_number() ? value.get<double>() : -1;
    if (!(seconds >= 0 && seconds <= longest_seconds)) {
        return false;
    }
    into = from_seconds(seconds);
    return true;
}

bool read_value(const nlohmann::json& value, Bytes& into) {
    return read_value(value, into.count);
}

bool read_value(const nlohmann::json& value, std::vector<std::string>& into) {
    const auto is_text = [](const nlohmann::json& element) { return element.is_string(); };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), is_text)) {
        return false;
    }
    into = value.get<std::vector<std::string>>();
    return true;
}

bool read_value(const nlohmann::json& value, std::map<std::string, std::uint64_t>& into) {
    const auto is_count = [](const nlohmann::json& element) {
        return element.is_number_unsigned();
    };
    if (!value.is_object() || !std::all_of(value.begin(), value.end(), is_count)) {
        return false;
    }
    into = value.get<std::map<std::string, std::uint64_t>>();
    return true;
}

void JsonFields::note(const char* key, const char* what) {
    if (fault_.empty()) {
        fault_ = fmt::format("\"{}\" {}", key, what);
    }
}

} // namespace docbuild
