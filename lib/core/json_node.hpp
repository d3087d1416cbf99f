// A value of a parsed JSON text together with the way to it, and readers that note what is wrong
// with it. It does not know what the values are for.
#pragma once

#include "lib/core/json_text.hpp"

#include <limits>
#include <span>

namespace docbuild {

/// Borrows everything: the value, the parent node and the list of problems outlive it.
class JsonNode {
  public:
    JsonNode(const Json& root, std::vector<Problem>& problems)
        : value_(root), problems_(problems) {}

    const Json& value() const { return value_; }
    const std::string& key() const { return key_; }
    std::string pointer() const;
    JsonNode member(const std::string& key, const Json& value) const;
    JsonNode element(std::size_t index) const;

    void fault(std::string message) const;
    void fault_at_key(std::string message) const;
    /// Faults unless the value is of `wanted` type, called so in the message.
    bool is(Json::value_t wanted, std::string_view called) const;

  private:
    JsonNode(const Json& value, const JsonNode& parent)
        : value_(value), parent_(&parent), problems_(parent.problems_) {}

    const Json& value_;
    const JsonNode* parent_ = nullptr;
    std::string key_;       // of a member
    std::size_t index_ = 0; // of an element
    std::vector<Problem>& problems_;
};

/// `a string`, `a number`, ...: what the value is, for a message.
std::string_view type_of(const Json& value);

/// Each is empty, and has noted why, where the value is of another type or out of bounds.
std::optional<std::string> read_text(const JsonNode& node);
std::optional<std::vector<std::string>> read_texts(const JsonNode& node);
std::optional<bool> read_flag(const JsonNode& node);
std::optional<unsigned> read_count(const JsonNode& node, unsigned least);
/// A string like `5min` or a number of seconds.
std::optional<Duration> read_duration(const JsonNode& node);
/// A string like `8GiB` or a number of bytes.
std::optional<Bytes> read_bytes(const JsonNode& node);
/// Variables to set (a string) or unset (null).
EnvironmentChanges read_environment(const JsonNode& node);

/// A key that an object may have and how it is read into a T.
template <typename T> struct Member {
    std::string_view name;
    void (*read)(const JsonNode& node, T& into);
};

/// Notes an unknown key, with the nearest of `known`.
void refuse_key(const JsonNode& node, const std::vector<std::string>& known);

/// Reads each member of an object in the order of the file; unknown ones are faults.
template <typename T>
void read_members(const JsonNode& node, std::span<const Member<T>> known, T& into) {
    if (!node.is(Json::value_t::object, "an object")) {
        return;
    }
    for (const auto& [key, value] : node.value().template get_ref<const Json::object_t&>()) {
        const JsonNode member = node.member(key, value);
        const Member<T>* found = nullptr;
        for (const Member<T>& candidate : known) {
            found = candidate.name == key ? &candidate : found;
        }
        if (found != nullptr) {
            found->read(member, into);
            continue;
        }
        std::vector<std::string> names;
        for (const Member<T>& candidate : known) {
            names.emplace_back(candidate.name);
        }
        refuse_key(member, names);
    }
}

} // namespace docbuild
