#include "lib/core/json_lexer.hpp"

#include "lib/core/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace docbuild {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// True for what may stand in a number or a word, so that `1.2.3` and `nul` are shown as a whole.
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '+' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t skip_digits(std::string_view word, std::size_t at) {
    return static_cast<std::size_t>(
        std::find_if_not(word.begin() + static_cast<std::ptrdiff_t>(at), word.end(), is_digit) -
        word.begin());
}

/// RFC 8259, section 6.
bool is_number(std::string_view word) {
    std::size_t at = word.starts_with('-') ? 1 : 0;
    const std::size_t integer = at;
    at = skip_digits(word, at);
    if (at == integer || (word[integer] == '0' && at > integer + 1)) {
        return false;
    }
    if (at < word.size() && word[at] == '.') {
        const std::size_t fraction = ++at;
        at = skip_digits(word, at);
        if (at == fraction) {
            return false;
        }
    }
    if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
        ++at;
        at += at < word.size() && (word[at] == '-' || word[at] == '+') ? 1 : 0;
        const std::size_t exponent = at;
        at = skip_digits(word, at);
        return at > exponent && at == word.size();
    }
    return at == word.size();
}

} // namespace

JsonLexer::JsonLexer(std::string_view text)
    : text_(text), at_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {}

bool JsonLexer::fail(std::size_t offset, std::string message) {
    fault_ = JsonFault{offset, std::move(message)};
    return false;
}

bool JsonLexer::skip_space() {
    while (!is_at_end()) {
        if (next() == '#') {
            return fail(at_, "comments start with '//' or '/*', not with '#'");
        }
        if (next() == '/' && !skip_comment()) {
            return false;
        }
        if (is_at_end() || std::string_view(" \t\r\n/").find(next()) == std::string_view::npos) {
            return true;
        }
        at_ += next() == '/' ? 0 : 1;
    }
    return true;
}

bool JsonLexer::skip_comment() {
    const std::size_t start = at_;
    const std::string_view opening = text_.substr(at_, 2);
    if (opening == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
        return true;
    }
    if (opening != "/*") {
        return fail(start, "unexpected '/'; comments start with '//' or '/*'");
    }
    const std::size_t close = text_.find("*/", at_ + 2);
    if (close == std::string_view::npos) {
        return fail(start, "this comment is not closed; end it with '*/'");
    }
    at_ = close + 2;
    return true;
}

bool JsonLexer::skip_string() {
    const std::size_t start = at_++;
    while (!is_at_end() && next() != '"') {
        if (next() == '\n' || next() == '\r') {
            break;
        }
        if (static_cast<unsigned char>(next()) < 0x20) {
            return fail(at_, "control character in a string; write it as an escape like '\\t'");
        }
        if (next() != '\\') {
            ++at_;
        } else if (!skip_escape()) {
            return false;
        }
    }
    if (next() != '"') {
        return fail(start, "this string does not end on its line; '\"' is missing");
    }
    ++at_;
    return true;
}

bool JsonLexer::skip_escape() {
    const std::size_t escape = at_++;
    if (next() == 'u') {
        return skip_surrogates(escape);
    }
    if (is_at_end() || std::string_view("\"\\/bfnrt").find(next()) == std::string_view::npos) {
        return fail(escape, "unknown escape in a string; write '\\\\' for a backslash");
    }
    ++at_;
    return true;
}

bool JsonLexer::skip_surrogates(std::size_t escape) {
    const auto first = hexadecimal_at(escape);
    if (!first) {
        return fail(escape, "'\\u' takes four hexadecimal digits");
    }
    at_ = escape + 6;
    const bool is_high = *first >= 0xD800 && *first <= 0xDBFF;
    const bool is_low = *first >= 0xDC00 && *first <= 0xDFFF;
    if (is_high) {
        const auto second = hexadecimal_at(at_);
        if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
            at_ += 6;
            return true;
        }
    }
    return !(is_high || is_low) || fail(escape, "'\\u' escape of half a surrogate pair");
}

std::optional<unsigned> JsonLexer::hexadecimal_at(std::size_t offset) const {
    const std::string_view token = text_.substr(std::min(offset, text_.size()), 6);
    if (token.size() != 6 || !token.starts_with("\\u")) {
        return std::nullopt;
    }
    unsigned value = 0;
    const char* const end = token.data() + token.size();
    const auto read = std::from_chars(token.data() + 2, end, value, 16);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

bool JsonLexer::skip_scalar() {
    const std::size_t start = at_;
    while (!is_at_end() && is_word(next())) {
        ++at_;
    }
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "true" || word == "false" || word == "null" || is_number(word)) {
        return true;
    }
    if (word.empty()) {
        const std::size_t length = std::max<std::size_t>(1, character_length(text_, start));
        return fail(start, "a value is expected, not " + in_quotes(text_.substr(start, length)) +
                               (next() == '\'' ? "; strings take double quotes" : ""));
    }
    const bool looks_like_number =
        is_digit(word.front()) || word.front() == '-' || word.front() == '+' || word.front() == '.';
    return fail(start, in_quotes(word) + (looks_like_number ? " is no number that JSON knows"
                                                            : " is no value; strings take double "
                                                              "quotes"));
}

std::string JsonLexer::string_from(std::size_t offset) const {
    const std::string_view token = text_.substr(offset, at_ - offset);
    if (token.find('\\') == std::string_view::npos) {
        return std::string(token.substr(1, token.size() - 2));
    }
    const auto value = nlohmann::json::parse(token, nullptr, false);
    return value.is_string() ? value.get<std::string>() : std::string(token);
}

} // namespace docbuild
