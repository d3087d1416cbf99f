#include "lib/config/version_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace docbuild {

namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view separators = ", \t";
constexpr std::string_view digits_and_dots = "0123456789.";

struct Operation {
    std::string_view symbol;
    std::string_view words;
    bool (*holds)(std::strong_ordering);
};

/// Those of two characters stand first, so that `<=` is not read as `<`.
constexpr std::array operations = {
    Operation{"<=", "{} or before", [](std::strong_ordering o) { return o <= 0; }},
    Operation{">=", "{} or later", [](std::strong_ordering o) { return o >= 0; }},
    Operation{"==", "{}", [](std::strong_ordering o) { return o == 0; }},
    Operation{"!=", "not {}", [](std::strong_ordering o) { return o != 0; }},
    Operation{"<", "before {}", [](std::strong_ordering o) { return o < 0; }},
    Operation{">", "after {}", [](std::strong_ordering o) { return o > 0; }},
};

const Operation* operation_at_start_of(std::string_view text) {
    for (const Operation& operation : operations) {
        if (text.starts_with(operation.symbol)) {
            return &operation;
        }
    }
    return nullptr;
}

const Operation& operation_of(const Comparison& comparison) {
    return *operation_at_start_of(comparison.operation);
}

void skip(std::string_view& text, std::string_view characters) {
    const std::size_t next = text.find_first_not_of(characters);
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
}

/// Takes one comparison off the front of `text`.
std::optional<Comparison> take_comparison(std::string_view& text) {
    const Operation* const operation = operation_at_start_of(text);
    if (operation == nullptr) {
        return std::nullopt;
    }
    text.remove_prefix(operation->symbol.size());
    skip(text, blanks);
    const std::size_t end = std::min(text.find_first_not_of(digits_and_dots), text.size());
    const std::string_view number = text.substr(0, end);
    const auto dots = static_cast<std::size_t>(std::ranges::count(number, '.'));
    auto version = parse_version(number);
    if (!version || version->parts.size() != dots + 1) {
        return std::nullopt;
    }
    text.remove_prefix(end);
    return Comparison{std::string(operation->symbol), *std::move(version)};
}

} // namespace

std::optional<VersionCondition> parse_version_condition(std::string_view text) {
    VersionCondition condition;
    skip(text, blanks);
    do {
        auto comparison = take_comparison(text);
        if (!comparison) {
            return std::nullopt;
        }
        condition.push_back(*std::move(comparison));
        const std::size_t length = text.size();
        skip(text, separators);
        if (text.size() == length && !text.empty()) {
            return std::nullopt;
        }
    } while (!text.empty());
    return condition;
}

bool holds(const VersionCondition& condition, const Version& version) {
    return std::ranges::all_of(condition, [&](const Comparison& comparison) {
        return operation_of(comparison).holds(version <=> comparison.version);
    });
}

std::string in_words(const VersionCondition& condition) {
    std::string words;
    for (const Comparison& comparison : condition) {
        words += words.empty() ? "" : " and ";
        words +=
            fmt::format(fmt::runtime(operation_of(comparison).words), comparison.version.text());
    }
    return words;
}

} // namespace docbuild
