#include "lib/json/json_node.hpp"

#include "lib/json/json_pointer.hpp"
#include "lib/text/near_name.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace docbuild {

bool JsonNode::is_text(std::string_view text) const {
    const auto* const own = as<std::string>();
    return own != nullptr && *own == text;
}

std::optional<double> JsonNode::number() const {
    if (const auto* const whole = as<std::int64_t>()) {
        return static_cast<double>(*whole);
    }
    const auto* const number = as<double>();
    return number == nullptr ? std::nullopt : std::optional(*number);
}

std::string_view JsonNode::type() const {
    constexpr std::array<std::string_view, 7> types = {
        "null", "true or false", "a number", "a number", "a string", "a list", "an object"};
    return types[value_.value.index()];
}

std::string JsonNode::pointer() const {
    if (parent_ == nullptr) {
        return {};
    }
    return member_ == nullptr ? element_pointer(parent_->pointer(), index_)
                              : member_pointer(parent_->pointer(), member_->key);
}

JsonNode JsonNode::element(std::size_t index) const {
    return {(*as<JsonValue::List>())[index], index, *this};
}

std::optional<JsonNode> JsonNode::member(std::string_view key) const {
    const JsonMember* const found = value_.member(key);
    return found == nullptr ? std::nullopt : std::optional(JsonNode(*found, *this));
}

std::vector<JsonNode> JsonNode::members() const {
    std::vector<JsonNode> nodes;
    if (const auto* const members = require<JsonValue::Object>("an object")) {
        nodes.reserve(members->size());
        for (const JsonMember& each : *members) {
            nodes.push_back(JsonNode(each, *this));
        }
    }
    return nodes;
}

std::vector<JsonNode> JsonNode::elements(std::string_view expected) const {
    std::vector<JsonNode> nodes;
    if (const auto* const list = require<JsonValue::List>(expected)) {
        nodes.reserve(list->size());
        for (std::size_t i = 0; i < list->size(); ++i) {
            nodes.push_back(element(i));
        }
    }
    return nodes;
}

void JsonNode::fault(std::string message) const {
    problems_.push_back({pointer(), std::move(message), false});
}

void JsonNode::fault_at_key(std::string message) const {
    problems_.push_back({pointer(), std::move(message), true});
}

void JsonNode::fault_of_type(std::string_view expected) const {
    fault(fmt::format("{} is expected, not {}", expected, type()));
}

std::optional<std::string> read_text(const JsonNode& node) {
    const auto* const text = node.require<std::string>("a string");
    if (text == nullptr) {
        return std::nullopt;
    }
    if (text->find('\0') != std::string::npos) {
        node.fault("a string without NUL characters is expected");
        return std::nullopt;
    }
    return *text;
}

std::optional<std::vector<std::string>> read_texts(const JsonNode& node) {
    const auto elements = node.elements("a list of strings");
    std::vector<std::string> texts;
    for (const JsonNode& element : elements) {
        if (auto text = read_text(element)) {
            texts.push_back(std::move(*text));
        }
    }
    const bool is_good = node.as<JsonValue::List>() != nullptr && texts.size() == elements.size();
    return is_good ? std::optional(std::move(texts)) : std::nullopt;
}

std::optional<bool> read_flag(const JsonNode& node) {
    const auto* const flag = node.require<bool>("true or false");
    return flag == nullptr ? std::nullopt : std::optional(*flag);
}

std::optional<unsigned> read_count(const JsonNode& node, unsigned least) {
    constexpr unsigned most = 1'000'000;
    const auto number = node.number();
    if (!number) {
        node.fault_of_type("a whole number");
    } else if (*number >= least && *number <= most && *number == std::floor(*number)) {
        return static_cast<unsigned>(*number);
    } else {
        node.fault(fmt::format("a whole number from {} to {} is expected", least, most));
    }
    return std::nullopt;
}

std::optional<Duration> read_duration(const JsonNode& node) {
    std::optional<Duration> duration;
    if (const auto* const text = node.as<std::string>()) {
        duration = parse_duration(*text);
    } else if (const double number = node.number().value_or(-1);
               number >= 0 && number <= longest_seconds) {
        duration = from_seconds(number);
    }
    if (!duration) {
        node.fault("a duration is expected: \"90s\", \"5min\", \"2h\" or a number of seconds");
    }
    return duration;
}

std::optional<Bytes> read_bytes(const JsonNode& node) {
    constexpr double most = 0x1p62; // as for parse_bytes
    std::optional<Bytes> bytes;
    const double number = node.number().value_or(-1);
    if (const auto* const text = node.as<std::string>()) {
        bytes = parse_bytes(*text);
    } else if (number >= 0 && number <= most && number == std::floor(number)) {
        bytes = Bytes{static_cast<std::uint64_t>(number)};
    }
    if (!bytes) {
        node.fault("a size is expected: \"512MiB\", \"8GiB\" or a number of bytes");
    }
    return bytes;
}

EnvironmentChanges read_environment(const JsonNode& node) {
    EnvironmentChanges changes;
    for (const JsonNode& member : node.members()) {
        const std::string& name = member.key();
        if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
            member.fault_at_key(in_quotes(name) + " is no name of an environment variable");
        } else if (member.as<std::nullptr_t>() != nullptr) {
            changes[name] = std::nullopt;
        } else if (member.as<std::string>() == nullptr) {
            member.fault_of_type("a string, or null to unset the variable,");
        } else if (auto text = read_text(member)) {
            changes[name] = std::move(*text);
        }
    }
    return changes;
}

void refuse_key(const JsonNode& node, const std::vector<std::string>& known) {
    node.fault_at_key("unknown key " + in_quotes(node.key()) + did_you_mean(node.key(), known));
}

} // namespace docbuild
