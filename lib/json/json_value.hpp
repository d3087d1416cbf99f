// A JSON value as it was read, with its place in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace docbuild {

struct JsonMember;

struct JsonValue {
    using List = std::vector<JsonValue>;
    using Object = std::vector<JsonMember>; // in the order of the text, each key once

    /// Whole numbers beyond 64 bits are floating-point numbers.
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Object> value;
    std::size_t offset = 0; // in bytes

    template <typename T> const T* as() const { return std::get_if<T>(&value); }

    /// The member of an object; null if there is none, or if this is no object.
    const JsonMember* member(std::string_view key) const;
    /// The same, if its value is a T: that.
    template <typename T> const T* find(std::string_view key) const;

    // For files that programs write: members that are absent or of another type are passed over.

    std::string text_of(std::string_view key) const;
    std::vector<std::string> texts() const;
    std::vector<std::string> texts_of(std::string_view key) const;
    std::map<std::string, std::string> texts_by_key_of(std::string_view key) const;
};

struct JsonMember {
    std::string key;
    std::size_t key_offset = 0;
    JsonValue value;
};

template <typename T> const T* JsonValue::find(std::string_view key) const {
    const JsonMember* const found = member(key);
    return found == nullptr ? nullptr : found->value.as<T>();
}

} // namespace docbuild
