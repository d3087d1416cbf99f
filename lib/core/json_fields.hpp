// Reads the members of a JSON object, each as the type asked for, and remembers the first that is
// missing or of another type. It does not know what the members mean.
#pragma once

#include "lib/core/units.hpp"

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace docbuild {

/// Each gives false where `value` is of another type or does not fit, and leaves `into` alone then.
/// Durations are seconds, not negative and at most `longest_seconds`; sizes are bytes.
bool read_value(const nlohmann::json& value, std::string& into);
bool read_value(const nlohmann::json& value, bool& into);
bool read_value(const nlohmann::json& value, Duration& into);
bool read_value(const nlohmann::json& value, Bytes& into);
bool read_value(const nlohmann::json& value, std::vector<std::string>& into);
bool read_value(const nlohmann::json& value, std::map<std::string, std::uint64_t>& into);

template <std::integral T> bool read_value(const nlohmann::json& value, T& into) {
    if (!value.is_number_integer()) {
        return false;
    }
    const bool is_natural = value.is_number_unsigned();
    if (is_natural ? !std::in_range<T>(value.get<std::uint64_t>())
                   : !std::in_range<T>(value.get<std::int64_t>())) {
        return false;
    }
    into = value.get<T>();
    return true;
}

class JsonFields {
  public:
    /// `object` must be one, and outlive this.
    explicit JsonFields(const nlohmann::json& object) : object_(object) {}

    bool has(const char* key) const { return object_.contains(key); }

    template <typename T> void require(const char* key, T& into) {
        if (!has(key)) {
            note(key, "is missing");
            return;
        }
        accept(key, into);
    }
    /// `into` keeps its value where the member is absent.
    template <typename T> void accept(const char* key, T& into) {
        if (has(key) && !read_value(object_[key], into)) {
            note(key, "has a value of the wrong type");
        }
    }
    template <typename T> void accept(const char* key, std::optional<T>& into) {
        if (has(key)) {
            accept(key, into.emplace());
        }
    }
    /// Says that the value of `key` is wrong in a way that only the caller knows.
    void note(const char* key, const char* what);

    /// What is wrong with the first bad member (`"job" is missing`); empty: nothing.
    const std::string& fault() const { return fault_; }

  private:
    const nlohmann::json& object_;
    std::string fault_;
};

} // namespace docbuild
