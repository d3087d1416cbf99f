#include "lib/json/json_value.hpp"

#include <algorithm>

namespace docbuild {

const JsonMember* JsonValue::member(std::string_view key) const {
    const auto* const members = as<Object>();
    if (members == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(*members, key, &JsonMember::key);
    return found == members->end() ? nullptr : &*found;
}

std::string JsonValue::text_of(std::string_view key) const {
    const auto* const text = find<std::string>(key);
    return text == nullptr ? std::string() : *text;
}

std::vector<std::string> JsonValue::texts() const {
    std::vector<std::string> texts;
    if (const auto* const elements = as<List>()) {
        for (const JsonValue& element : *elements) {
            if (const auto* const text = element.as<std::string>()) {
                texts.push_back(*text);
            }
        }
    }
    return texts;
}

std::vector<std::string> JsonValue::texts_of(std::string_view key) const {
    const JsonMember* const found = member(key);
    return found == nullptr ? std::vector<std::string>() : found->value.texts();
}

std::map<std::string, std::string> JsonValue::texts_by_key_of(std::string_view key) const {
    std::map<std::string, std::string> texts;
    if (const auto* const members = find<Object>(key)) {
        for (const JsonMember& each : *members) {
            if (const auto* const text = each.value.as<std::string>()) {
                texts.emplace(each.key, *text);
            }
        }
    }
    return texts;
}

} // namespace docbuild
