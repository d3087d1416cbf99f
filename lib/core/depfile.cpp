#include "lib/core/depfile.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace docbuild {

namespace {

/// Reads word by word; a rule ends with its logical line.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    Depfile read() {
        while (position_ < text_.size() && result_.fault.empty()) {
            read_rule();
        }
        return std::move(result_);
    }

  private:
    bool at_end_of_line() const {
        return position_ >= text_.size() || text_[position_] == '\n' ||
               (text_[position_] == '\r' && position_ + 1 < text_.size() &&
                text_[position_ + 1] == '\n');
    }

    std::size_t continuation_length() const {
        const std::string_view rest = text_.substr(position_);
        return rest.starts_with("\\\n") ? 2 : rest.starts_with("\\\r\n") ? 3 : 0;
    }

    void skip_blanks() {
        for (;;) {
            if (const std::size_t length = continuation_length()) {
                position_ += length;
                ++line_;
            } else if (position_ < text_.size() &&
                       (text_[position_] == ' ' || text_[position_] == '\t')) {
                ++position_;
            } else {
                return;
            }
        }
    }

    void end_line() {
        const auto newline = text_.find('\n', position_);
        position_ = newline == std::string_view::npos ? text_.size() : newline + 1;
        ++line_;
    }

    bool ends_word() const {
        const char c = text_[position_];
        return c == ' ' || c == '\t' || at_end_of_line() || continuation_length() > 0;
    }

    std::string read_word() {
        std::string word;
        while (position_ < text_.size() && !ends_word()) {
            const std::string_view rest = text_.substr(position_);
            const bool is_escape =
                rest.starts_with("\\ ") || rest.starts_with("\\#") || rest.starts_with("$$");
            position_ += is_escape ? 1 : 0;
            word += text_[position_++];
        }
        return word;
    }

    void read_rule() {
        bool in_targets = true;
        bool has_target = false;
        const unsigned line = line_;
        for (skip_blanks(); !at_end_of_line(); skip_blanks()) {
            if (text_[position_] == '#') {
                break;
            }
            std::string word = read_word();
            if (!in_targets) {
                take(std::move(word));
                continue;
            }
            has_target = true;
            in_targets = !word.ends_with(':');
        }
        if (has_target && in_targets) {
            result_.fault = fmt::format(
                "{}: no ':' after the target; a dependency file has lines 'target: dependency ...'",
                line);
        }
        end_line();
    }

    void take(std::string word) {
        if (word.find('\0') != std::string::npos) {
            result_.fault = fmt::format("{}: a NUL byte in a name", line_);
        } else if (seen_.insert(word).second) {
            result_.dependencies.push_back(std::move(word));
        }
    }

    std::string_view text_;
    std::size_t position_ = 0;
    unsigned line_ = 1;
    Depfile result_;
    std::unordered_set<std::string> seen_;
};

} // namespace

Depfile parse_depfile(std::string_view text) {
    return Reader(text).read();
}

std::string depfile_word(std::string_view text) {
    std::string word;
    for (const char c : text) {
        if (c == ' ' || c == '#') {
            word += '\\';
        } else if (c == '$') {
            word += '$';
        }
        word += c;
    }
    return word;
}

} // namespace docbuild
