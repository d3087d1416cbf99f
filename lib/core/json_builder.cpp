#include "lib/core/json_builder.hpp"

#include "lib/core/json_scan.hpp"
#include "lib/core/utf8.hpp"

#include <algorithm>
#include <map>

namespace docbuild {

namespace {

using Object = Json::object_t;
/// The library's ordered object looks for the key before each insertion, which makes a large
/// object quadratic; the vector below it does not.
using Members = Object::Container;

} // namespace

Json* JsonBuilder::add(Json value) {
    if (open_.empty()) {
        root_ = std::move(value);
        return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
        auto& elements = parent.get_ref<Json::array_t&>();
        return &elements.emplace_back(std::move(value));
    }
    auto& members = static_cast<Members&>(parent.get_ref<Object&>());
    return &members.emplace_back(std::move(key_), std::move(value)).second;
}

bool JsonBuilder::open(Json container) {
    if (open_.size() >= deepest_nesting) {
        return false;
    }
    open_.push_back(add(std::move(container)));
    return true;
}

bool JsonBuilder::key(std::string& name) {
    key_ = std::move(name);
    return true;
}

bool JsonBuilder::end_array() {
    open_.pop_back();
    return true;
}

bool JsonBuilder::end_object() {
    Json& object = *open_.back();
    keys_.clear();
    for (const auto& [key, value] : object.get_ref<const Object&>()) {
        keys_.emplace_back(key);
    }
    std::sort(keys_.begin(), keys_.end());
    if (std::adjacent_find(keys_.begin(), keys_.end()) != keys_.end()) {
        drop_duplicates(object);
    }
    open_.pop_back();
    return true;
}

void JsonBuilder::drop_duplicates(Json& object) {
    const std::string parent = pointer_of_open();
    auto& members = object.get_ref<Object&>();
    std::map<std::string, std::size_t> places;
    Object kept;
    std::map<std::string, bool> is_noted;
    for (auto& [key, value] : members) {
        const auto [place, is_new] = places.emplace(key, kept.size());
        if (is_new) {
            static_cast<Members&>(kept).emplace_back(key, std::move(value));
            continue;
        }
        static_cast<Members&>(kept)[place->second].second = std::move(value);
        if (!std::exchange(is_noted[key], true)) {
            duplicates_.push_back({member_pointer(parent, key),
                                   "duplicate key " + in_quotes(key) + "; remove one of the two",
                                   true});
        }
    }
    object = Json(std::move(kept));
}

std::string JsonBuilder::pointer_of_open() const {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
        const Json& container = *open_[i];
        pointer = container.is_array()
                      ? element_pointer(pointer, container.size() - 1)
                      : member_pointer(pointer, container.get_ref<const Object&>().back().first);
    }
    return pointer;
}

bool JsonBuilder::parse_error(std::size_t position, const std::string& /*token*/,
                              const nlohmann::detail::exception& fault) {
    constexpr int number_overflow = 406; // the library's number for it
    has_huge_number_ = fault.id == number_overflow;
    fault_position_ = position;
    return false;
}

} // namespace docbuild
