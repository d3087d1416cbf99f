#include "lib/core/json_scan.hpp"

namespace docbuild {

namespace {

/// What both kinds of container need to know of themselves.
struct Container {
    std::size_t open; // offset of its bracket
    char close;
    std::string_view unfinished; // fault where another member should come
};

class JsonScan {
  public:
    JsonScan(std::string_view text, const JsonVisit& visit) : lexer_(text), visit_(visit) {}

    std::optional<JsonFault> run() {
        if (lexer_.skip_space() && scan_value(std::nullopt, 0) && lexer_.skip_space() &&
            !lexer_.is_at_end()) {
            lexer_.fail(lexer_.offset(), "text after the end of the JSON value; remove it");
        }
        return lexer_.fault();
    }

  private:
    bool scan_value(std::optional<std::size_t> key, std::size_t depth) {
        const std::size_t start = lexer_.offset();
        visit_(pointer_, {key.value_or(start), start});
        switch (lexer_.next()) {
        case '{':
        case '[':
            return depth < deepest_nesting ? scan_container(depth + 1)
                                           : lexer_.fail(start, "nested deeper than 100 levels");
        case '"':
            return lexer_.skip_string();
        default:
            return lexer_.skip_scalar();
        }
    }

    bool scan_container(std::size_t depth) {
        const bool is_object = lexer_.next() == '{';
        const Container container{lexer_.offset(), is_object ? '}' : ']',
                                  is_object ? "',' or '}' is expected" : "',' or ']' is expected"};
        lexer_.step();
        if (!lexer_.skip_space()) {
            return false;
        }
        for (std::size_t count = 0; lexer_.next() != container.close; ++count) {
            const std::size_t outer = pointer_.size();
            const bool is_good =
                is_object ? scan_member(container, depth) : scan_element(container, count, depth);
            pointer_.resize(outer);
            if (!is_good || !skip_separator(container)) {
                return false;
            }
        }
        lexer_.step();
        return true;
    }

    bool scan_element(const Container& container, std::size_t index, std::size_t depth) {
        pointer_ = element_pointer(pointer_, index);
        return is_there(container) && scan_value(std::nullopt, depth);
    }

    bool scan_member(const Container& container, std::size_t depth) {
        const std::size_t key = lexer_.offset();
        if (!is_there(container)) {
            return false;
        }
        if (lexer_.next() != '"') {
            return lexer_.fail(key, "a key in double quotes is expected");
        }
        if (!lexer_.skip_string()) {
            return false;
        }
        pointer_ = member_pointer(pointer_, lexer_.string_from(key));
        if (!lexer_.skip_space() || !is_there(container)) {
            return false;
        }
        if (lexer_.next() != ':') {
            return lexer_.fail(lexer_.offset(), "':' is expected after a key");
        }
        lexer_.step();
        return lexer_.skip_space() && is_there(container) && scan_value(key, depth);
    }

    /// The comma between members, and no comma before the end.
    bool skip_separator(const Container& container) {
        if (!lexer_.skip_space() || !is_there(container)) {
            return false;
        }
        if (lexer_.next() == container.close) {
            return true;
        }
        const std::size_t comma = lexer_.offset();
        if (lexer_.next() != ',') {
            return lexer_.fail(comma, std::string(container.unfinished));
        }
        lexer_.step();
        if (!lexer_.skip_space()) {
            return false;
        }
        return lexer_.next() != container.close ||
               lexer_.fail(comma, "',' before the end of a list or object; remove it");
    }

    bool is_there(const Container& container) {
        return !lexer_.is_at_end() ||
               lexer_.fail(container.open, std::string("the text ends before this is closed; '") +
                                               container.close + "' is missing");
    }

    JsonLexer lexer_;
    const JsonVisit& visit_;
    std::string pointer_;
};

} // namespace

std::optional<JsonFault> scan_json(std::string_view text, const JsonVisit& visit) {
    return JsonScan(text, visit).run();
}

std::string member_pointer(std::string_view parent, std::string_view key) {
    std::string pointer(parent);
    pointer += '/';
    for (const char c : key) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string element_pointer(std::string_view parent, std::size_t index) {
    return std::string(parent) + '/' + std::to_string(index);
}

} // namespace docbuild
