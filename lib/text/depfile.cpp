#include "lib/text/depfile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace docbuild {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

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
            } else if (position_ < text_.size() && is_blank(text_[position_])) {
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
        return is_blank(text_[position_]) || at_end_of_line() || continuation_length() > 0;
    }

    /// Of a colon: one that ends a word ends the targets, whatever stands before it.
    bool ends_word_after(std::size_t position) const {
        const char next = position + 1 < text_.size() ? text_[position + 1] : '\n';
        return is_blank(next) || next == '\n' || next == '\r';
    }

    std::string read_word() {
        std::string word;
        while (position_ < text_.size() && !ends_word()) {
            if (text_[position_] == '\\') {
                read_backslashes(word);
                continue;
            }
            position_ += text_.substr(position_).starts_with("$$") ? 1 : 0;
            word += text_[position_++];
        }
        return word;
    }

    /// As GCC writes for GNU make (libcpp/mkdeps.cc): before a blank, 2N + 1 backslashes stand for
    /// N and that blank, 2N for N at the end of a name. Before a newline, the odd one continues the
    /// line.
    void read_backslashes(std::string& word) {
        const std::size_t end = std::min(text_.find_first_not_of('\\', position_), text_.size());
        const std::size_t count = end - position_;
        const bool is_odd = count % 2 == 1;
        const char next = end < text_.size() ? text_[end] : '\0';
        position_ = end;
        if (is_blank(next)) {
            word.append(count / 2, '\\').append(is_odd ? 1 : 0, next);
            position_ += is_odd ? 1 : 0;
        } else if (next == '#' || (next == ':' && !ends_word_after(end))) {
            word.append(count - 1, '\\') += next;
            ++position_;
        } else if (is_odd && end < text_.size() && at_end_of_line()) {
            word.append(count - 1, '\\');
            --position_;
        } else {
            word.append(count, '\\');
        }
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
    std::size_t backslashes = 0; // just before
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_last = i + 1 == text.size() || text[i + 1] == '\r';
        if (is_blank(c)) {
            word.append(backslashes + 1, '\\');
        } else if (c == '#' || (c == ':' && !is_last)) {
            word += '\\';
        } else if (c == '$') {
            word += '$';
        }
        word += c;
        backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return word.append(backslashes, '\\');
}

bool can_be_in_depfile(std::string_view path) {
    constexpr std::string_view others = "+,-/_:.~()}{%=@[]! #$\\";
    const auto is_part_of_a_word = [&](char c) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return is_letter || (c >= '0' && c <= '9') ||
               (static_cast<unsigned char>(c) & 0x80U) != 0 ||
               others.find(c) != std::string_view::npos;
    };
    return std::all_of(path.begin(), path.end(), is_part_of_a_word) && !path.ends_with(':') &&
           !path.ends_with('\\');
}

std::string write_depfile(std::string_view target, const std::vector<std::string>& dependencies) {
    std::string text = depfile_word(target) + ":";
    for (const std::string& path : dependencies) {
        text += " \\\n  " + depfile_word(path);
    }
    text += '\n';
    for (const std::string& path : dependencies) {
        text += "\n" + depfile_word(path) + ":\n";
    }
    return text;
}

} // namespace docbuild
