#include "lib/json/json_fault.hpp"

#include "lib/text/text_parts.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>
#include <optional>

namespace docbuild {

namespace {

char char_at(std::string_view text, std::size_t offset) {
    return offset < text.size() ? text[offset] : '\0'; // which no text has
}

/// True for what may stand in a number or a word, so that `1.2.3` and `nul` are shown as a whole.
bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '+' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Moves `at` past spaces and comments.
std::optional<JsonFault> skip_space(std::string_view text, std::size_t& at) {
    for (;;) {
        at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
        const std::string_view opening = text.substr(at, 2);
        if (opening == "//") {
            at = text.find('\n', at);
        } else if (opening == "/*") {
            const std::size_t close = text.find("*/", at + 2);
            if (close == std::string_view::npos) {
                return JsonFault{at, "this comment is not closed; end it with '*/'"};
            }
            at = close + 2;
        } else if (opening.starts_with('/')) {
            return JsonFault{at, "unexpected '/'; comments start with '//' or '/*'"};
        } else if (opening.starts_with('#')) {
            return JsonFault{at, "comments start with '//' or '/*', not with '#'"};
        } else {
            return std::nullopt;
        }
    }
}

/// The number of the `\uXXXX` at `offset`.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t offset) {
    const std::string_view token = text.substr(std::min(offset, text.size()), 6);
    if (token.size() != 6 || !token.starts_with("\\u")) {
        return std::nullopt;
    }
    return number_in<unsigned>(token.substr(2), 16);
}

/// What is wrong with the escape at `at`, which is moved past it.
std::string escape_fault(std::string_view text, std::size_t& at) {
    if (char_at(text, at + 1) != 'u') {
        const bool is_known =
            std::string_view("\"\\/bfnrt").find(char_at(text, at + 1)) != std::string_view::npos;
        at += 2;
        return is_known ? "" : "unknown escape in a string; write '\\\\' for a backslash";
    }
    const auto unit = escaped_unit(text, at);
    at += 6;
    if (!unit) {
        return "'\\u' takes four hexadecimal digits";
    }
    if (*unit < 0xD800 || *unit > 0xDFFF) {
        return {};
    }
    const unsigned low = escaped_unit(text, at).value_or(0);
    at += 6;
    return *unit <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF
               ? ""
               : "'\\u' escape of half a surrogate pair";
}

/// What is wrong with the string that starts at `start`; the parser has read up to `end`.
JsonFault string_fault(std::string_view text, std::size_t start, std::size_t end) {
    for (std::size_t at = start + 1; at < end;) {
        const std::size_t escape = at;
        if (text[at] != '\\') {
            ++at;
        } else if (std::string fault = escape_fault(text, at); !fault.empty()) {
            return {escape, std::move(fault)};
        }
    }
    const char last = text[end - 1];
    return last != '\n' && last != '\r' && static_cast<unsigned char>(last) < 0x20
               ? JsonFault{end - 1, "control character in a string; write it as an escape like "
                                    "'\\t'"}
               : JsonFault{start, "this string does not end on its line; '\"' is missing"};
}

/// What is wrong with something at `at` that is no value.
JsonFault word_fault(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (is_word(char_at(text, end))) {
        ++end;
    }
    const std::string_view word = text.substr(at, end - at);
    if (word.empty()) {
        const std::size_t length = character_at(text, at).length;
        return {at, "a value is expected, not " + in_quotes(text.substr(at, length)) +
                        (text[at] == '\'' ? "; strings take double quotes" : "")};
    }
    const bool looks_like_number =
        std::string_view("0123456789-+.").find(word.front()) != std::string_view::npos;
    return {at, in_quotes(word) + (looks_like_number ? " is no number that JSON knows"
                                                     : " is no value; strings take double quotes")};
}

bool is_object(std::string_view text, const JsonStop& stop) {
    return char_at(text, stop.open) == '{';
}

/// After a value comes a comma, past which `at` is moved, and then another value.
std::optional<JsonFault> comma_fault(std::string_view text, std::size_t& at, const JsonStop& stop) {
    if (stop.open == std::string_view::npos) {
        return JsonFault{at, "text after the end of the JSON value; remove it"};
    }
    if (at == text.size()) {
        return std::nullopt;
    }
    const char close = is_object(text, stop) ? '}' : ']';
    const std::size_t comma = at++;
    if (text[comma] != ',') {
        return JsonFault{comma, std::string("',' or '") + close + "' is expected"};
    }
    auto fault = skip_space(text, at);
    return char_at(text, at) == close
               ? JsonFault{comma, "',' before the end of a list or object; remove it"}
               : fault;
}

/// After a key comes a colon, past which `at` is moved.
std::optional<JsonFault> colon_fault(std::string_view text, std::size_t& at) {
    if (at == text.size()) {
        return std::nullopt;
    }
    return text[at] == ':' ? skip_space(text, ++at) : JsonFault{at, "':' is expected after a key"};
}

/// What is wrong with the token at `at`, where a value or a key should be.
JsonFault token_fault(std::string_view text, std::size_t at, const JsonStop& stop) {
    if (at == text.size()) {
        const char* const close = is_object(text, stop) ? "'}'" : "']'";
        return {stop.open,
                std::string("the text ends before this is closed; ") + close + " is missing"};
    }
    if (text[at] == '"') {
        return string_fault(text, at, stop.taken);
    }
    return is_object(text, stop) && stop.after != JsonStop::After::key
               ? JsonFault{at, "a key in double quotes is expected"}
               : word_fault(text, at);
}

} // namespace

JsonFault fault_at(std::string_view text, const JsonStop& stop) {
    std::size_t at = stop.end;
    const bool is_after_value = stop.after == JsonStop::After::value;
    if (is_after_value && is_word(char_at(text, at)) && is_word(text[at - 1])) {
        while (at > 0 && is_word(text[at - 1])) { // `1.2.3`, of which the parser took a part
            --at;
        }
        return word_fault(text, at);
    }
    auto fault = skip_space(text, at);
    if (!fault && is_after_value) {
        fault = comma_fault(text, at, stop);
    } else if (!fault && stop.after == JsonStop::After::key) {
        fault = colon_fault(text, at);
    }
    return fault ? *fault : token_fault(text, at, stop);
}

bool is_blank_json(std::string_view text) {
    std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    return !skip_space(text, at) && at == text.size();
}

} // namespace docbuild
