// A value of a JSON text together with the way to it, and readers that note what is wrong with it.
#pragma once

#include "lib/json/json_text.hpp"
#include "lib/text/environment_changes.hpp"
#include "lib/text/error.hpp"
#include "lib/text/units.hpp"

#include <optional>
#include <span>

namespace docbuild {

/// Borrows everything: the value, the parent node and the list of problems outlive it.
class JsonNode {
  public:
    JsonNode(const JsonValue& root, std::vector<Problem>& problems)
        : value_(root), problems_(problems) {}

    template <typename T> const T* as() const { return value_.as<T>(); }
    bool is_text(std::string_view text) const;
    std::optional<double> number() const;
    /// `a string`, `a number`, ...: what the value is, for a message.
    std::string_view type() const;
    /// Of a member.
    const std::string& key() const { return member_->key; }
    std::string pointer() const;

    bool has(std::string_view key) const { return value_.member(key) != nullptr; }
    JsonNode element(std::size_t index) const;
    std::optional<JsonNode> member(std::string_view key) const;
    /// All members, in the order of the text; empty, which is noted, if this is no object.
    std::vector<JsonNode> members() const;
    /// All elements; empty, which is noted in words for what is `expected`, if this is no list.
    std::vector<JsonNode> elements(std::string_view expected) const;

    void fault(std::string message) const;
    void fault_at_key(std::string message) const;
    /// The value; null, which is noted in words for what is `expected`, if it is of another type.
    template <typename T> const T* require(std::string_view expected) const {
        if (as<T>() == nullptr) {
            fault_of_type(expected);
        }
        return as<T>();
    }
    void fault_of_type(std::string_view expected) const;

  private:
    JsonNode(const JsonMember& member, const JsonNode& parent)
        : value_(member.value), parent_(&parent), member_(&member), problems_(parent.problems_) {}
    JsonNode(const JsonValue& element, std::size_t index, const JsonNode& parent)
        : value_(element), parent_(&parent), index_(index), problems_(parent.problems_) {}

    const JsonValue& value_;
    const JsonNode* parent_ = nullptr;
    const JsonMember* member_ = nullptr; // of an object
    std::size_t index_ = 0;              // in a list
    std::vector<Problem>& problems_;
};

/// Each is empty, and has noted why, if the value is of another type or out of bounds.
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
    for (const JsonNode& member : node.members()) {
        const Member<T>* found = nullptr;
        for (const Member<T>& candidate : known) {
            found = candidate.name == member.key() ? &candidate : found;
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
