#include "lib/core/python_tokens.hpp"

#include <algorithm>

namespace docbuild {

namespace {

bool separates_tokens(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/// Bytes beyond ASCII are taken for letters.
bool is_of_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_quote(char c) {
    return c == '"' || c == '\'';
}

class PythonReading {
  public:
    explicit PythonReading(std::string_view text) : text_(text) {}

    std::vector<PythonToken> run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n') {
                is_first_ = true;
                ++at_;
            } else if (separates_tokens(c)) {
                ++at_;
            } else if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (is_quote(c)) {
                read_string();
            } else if (is_of_a_name(c)) {
                read_name();
            } else {
                add(PythonToken::Kind::other, std::string(1, c));
                ++at_;
            }
        }
        return std::move(tokens_);
    }

  private:
    void add(PythonToken::Kind kind, std::string text) {
        tokens_.push_back({kind, std::move(text), is_first_});
        is_first_ = false;
    }

    void read_name() {
        constexpr std::size_t longest_prefix = 2;
        const std::size_t start = at_;
        while (at_ < text_.size() && is_of_a_name(text_[at_])) {
            ++at_;
        }
        const bool is_prefix =
            at_ - start <= longest_prefix && at_ < text_.size() && is_quote(text_[at_]);
        if (!is_prefix) {
            add(PythonToken::Kind::name, std::string(text_.substr(start, at_ - start)));
        }
    }

    void read_string() {
        const std::string_view rest = text_.substr(at_);
        const bool is_long = rest.size() >= 3 && rest[1] == rest[0] && rest[2] == rest[0];
        const std::string_view quote = rest.substr(0, is_long ? 3 : 1);
        const std::size_t start = at_ + quote.size();
        std::size_t end = start;
        while (end < text_.size() && !text_.substr(end).starts_with(quote) &&
               (is_long || text_[end] != '\n')) {
            end += text_[end] == '\\' ? 2 : 1;
        }
        end = std::min(end, text_.size());
        add(PythonToken::Kind::string, std::string(text_.substr(start, end - start)));
        at_ = text_.substr(end).starts_with(quote) ? end + quote.size() : end;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool is_first_ = true;
    std::vector<PythonToken> tokens_;
};

} // namespace

std::vector<PythonToken> python_tokens(std::string_view text) {
    return PythonReading(text).run();
}

} // namespace docbuild
