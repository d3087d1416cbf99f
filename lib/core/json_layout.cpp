#include "lib/core/json_layout.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::size_t longest_line = 100;
constexpr std::size_t indent = 2;

std::string scalar(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool holds_objects(const Json& value) {
    return std::any_of(value.begin(), value.end(), [](const Json& inner) {
        return inner.is_object() || (inner.is_array() && holds_objects(inner));
    });
}

std::string written(const Json& value, std::size_t depth, std::size_t used);

/// The members or elements of `value`, each written by `write`.
template <typename Write> std::vector<std::string> items(const Json& value, const Write& write) {
    std::vector<std::string> all;
    if (value.is_object()) {
        for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
            const std::string start = scalar(key) + ": ";
            all.push_back(start + write(member, start.size()));
        }
    } else {
        for (const Json& element : value) {
            all.push_back(write(element, 0));
        }
    }
    return all;
}

std::string in_one_line(const Json& value) {
    if (!value.is_structured()) {
        return scalar(value);
    }
    std::string text;
    for (const std::string& item :
         items(value, [](const Json&inner, std::size_t) { return in_one_line(inner); })) {
        text += (text.empty() ? "" : ", ") + item;
    }
    return value.is_array() ? "[" + text + "]" : text.empty() ? "{}" : "{ " + text + " }";
}

/// `used` columns of the line are taken already, besides the indent.
std::string written(const Json& value, std::size_t depth, std::size_t used) {
    if (!value.is_structured() || !holds_objects(value)) {
        std::string line = in_one_line(value);
        if (!value.is_structured() || depth * indent + used + line.size() < longest_line) {
            return line;
        }
    }
    const std::string margin((depth + 1) * indent, ' ');
    std::string text;
    for (const std::string& item : items(value, [&](const Json&inner, std::size_t start) {
             return written(inner, depth + 1, start);
         })) {
        text += (text.empty() ? "\n" : ",\n") + margin + item;
    }
    const bool is_list = value.is_array();
    return (is_list ? "[" : "{") + text + "\n" + std::string(depth * indent, ' ') +
           (is_list ? "]" : "}");
}

} // namespace

std::string laid_out(const Json& value) {
    return written(value, 0, 0) + "\n";
}

} // namespace docbuild
