#include "lib/json/json_pointer.hpp"

#include "lib/text/text_parts.hpp"

namespace docbuild {

namespace {

/// The key as `member_pointer` writes it.
std::string escaped(std::string_view key) {
    std::string text;
    for (const char c : key) {
        if (c == '~' || c == '/') {
            text += c == '~' ? "~0" : "~1";
        } else {
            text += c;
        }
    }
    return text;
}

struct Found {
    std::size_t depth = 0;      // of the pointer's parts that were followed
    std::size_t key_offset = 0; // the value's own if it is no member
    std::size_t value_offset = 0;
    bool is_whole = false;
};

/// Of a key that is given twice the last one is taken, unless the pointer leads deeper into others.
void search(const JsonValue& value, std::size_t key_offset, std::string_view pointer,
            std::size_t depth, Found& best) {
    if (depth >= best.depth) {
        best = {depth, key_offset, value.offset, pointer.empty()};
    }
    if (pointer.empty()) {
        return;
    }
    pointer.remove_prefix(1); // the slash
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    if (const auto* const members = value.as<JsonValue::Object>()) {
        for (const JsonMember& member : *members) {
            if (escaped(member.key) == part) {
                search(member.value, member.key_offset, pointer, depth + 1, best);
            }
        }
    } else if (const auto* const elements = value.as<JsonValue::List>()) {
        const auto index = number_in<std::size_t>(part);
        if (index && *index < elements->size()) {
            const JsonValue& element = (*elements)[*index];
            search(element, element.offset, pointer, depth + 1, best);
        }
    }
}

} // namespace

std::string member_pointer(std::string_view parent, std::string_view key) {
    return std::string(parent) + '/' + escaped(key);
}

std::string element_pointer(std::string_view parent, std::size_t index) {
    return std::string(parent) + '/' + std::to_string(index);
}

std::size_t offset_of(const JsonValue& root, std::string_view pointer, bool at_key) {
    Found found;
    search(root, root.offset, pointer, 0, found);
    return at_key || !found.is_whole ? found.key_offset : found.value_offset;
}

} // namespace docbuild
