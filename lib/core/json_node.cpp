#include "lib/core/json_node.hpp"

#include "lib/core/json_scan.hpp"
#include "lib/core/near_name.hpp"
#include "lib/core/utf8.hpp"

#include <fmt/format.h>

#include <cmath>

namespace docbuild {

std::string JsonNode::pointer() const {
    if (parent_ == nullptr) {
        return {};
    }
    return parent_->value_.is_array() ? element_pointer(parent_->pointer(), index_)
                                      : member_pointer(parent_->pointer(), key_);
}

JsonNode JsonNode::member(const std::string& key, const Json& value) const {
    JsonNode node(value, *this);
    node.key_ = key;
    return node;
}

JsonNode JsonNode::element(std::size_t index) const {
    JsonNode node(value_[index], *this);
    node.index_ = index;
    return node;
}

void JsonNode::fault(std::string message) const {
    problems_.push_back({pointer(), std::move(message), false});
}

void JsonNode::fault_at_key(std::string message) const {
    problems_.push_back({pointer(), std::move(message), true});
}

bool JsonNode::is(Json::value_t wanted, std::string_view called) const {
    if (value_.type() == wanted) {
        return true;
    }
    fault(fmt::format("{} is expected, not {}", called, type_of(value_)));
    return false;
}

std::string_view type_of(const Json& value) {
    switch (value.type()) {
    case Json::value_t::null:
        return "null";
    case Json::value_t::boolean:
        return "true or false";
    case Json::value_t::string:
        return "a string";
    case Json::value_t::array:
        return "a list";
    case Json::value_t::object:
        return "an object";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
        return "a number";
    case Json::value_t::binary:
    case Json::value_t::discarded:
        break;
    }
    return "no JSON value";
}

std::optional<std::string> read_text(const JsonNode& node) {
    if (!node.is(Json::value_t::string, "a string")) {
        return std::nullopt;
    }
    const auto& text = node.value().get_ref<const std::string&>();
    if (text.find('\0') != std::string::npos) {
        node.fault("a string without NUL characters is expected");
        return std::nullopt;
    }
    return text;
}

std::optional<std::vector<std::string>> read_texts(const JsonNode& node) {
    if (!node.is(Json::value_t::array, "a list of strings")) {
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < node.value().size(); ++i) {
        if (auto text = read_text(node.element(i))) {
            texts.push_back(std::move(*text));
        }
    }
    return texts.size() == node.value().size() ? std::optional(std::move(texts)) : std::nullopt;
}

std::optional<bool> read_flag(const JsonNode& node) {
    if (!node.is(Json::value_t::boolean, "true or false")) {
        return std::nullopt;
    }
    return node.value().get<bool>();
}

std::optional<unsigned> read_count(const JsonNode& node, unsigned least) {
    constexpr unsigned most = 1'000'000;
    if (node.value().is_number()) {
        const double number = node.value().get<double>();
        if (number >= least && number <= most && number == std::floor(number)) {
            return static_cast<unsigned>(number);
        }
        node.fault(fmt::format("a whole number from {} to {} is expected", least, most));
        return std::nullopt;
    }
    node.fault(fmt::format("a whole number is expected, not {}", type_of(node.value())));
    return std::nullopt;
}

std::optional<Duration> read_duration(const JsonNode& node) {
    constexpr std::string_view expected =
        "a duration is expected: \"90s\", \"5min\", \"2h\" or a number of seconds";
    constexpr double most = 9.2e9; // seconds, as for parse_duration
    std::optional<Duration> duration;
    if (node.value().is_string()) {
        duration = parse_duration(node.value().get_ref<const std::string&>());
    } else if (node.value().is_number()) {
        const double number = node.value().get<double>();
        if (number >= 0 && number <= most) {
            duration = from_seconds(number);
        }
    }
    if (!duration) {
        node.fault(std::string(expected));
    }
    return duration;
}

std::optional<Bytes> read_bytes(const JsonNode& node) {
    constexpr std::string_view expected =
        "a size is expected: \"512MiB\", \"8GiB\" or a number of bytes";
    constexpr double most = 0x1p62; // as for parse_bytes
    std::optional<Bytes> bytes;
    if (node.value().is_string()) {
        bytes = parse_bytes(node.value().get_ref<const std::string&>());
    } else if (node.value().is_number()) {
        const double number = node.value().get<double>();
        if (number >= 0 && number <= most && number == std::floor(number)) {
            bytes = Bytes{static_cast<std::uint64_t>(number)};
        }
    }
    if (!bytes) {
        node.fault(std::string(expected));
    }
    return bytes;
}

EnvironmentChanges read_environment(const JsonNode& node) {
    EnvironmentChanges changes;
    if (!node.is(Json::value_t::object, "an object")) {
        return changes;
    }
    for (const auto& [name, value] : node.value().get_ref<const Json::object_t&>()) {
        const JsonNode member = node.member(name, value);
        if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
            member.fault_at_key(in_quotes(name) + " is no name of an environment variable");
        } else if (value.is_null()) {
            changes[name] = std::nullopt;
        } else if (!value.is_string()) {
            member.fault(fmt::format("a string, or null to unset the variable, is expected, not {}",
                                     type_of(value)));
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
