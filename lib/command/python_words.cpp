#include "lib/command/python_words.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::string_view line_blanks = " \t\r";
constexpr std::string_view plain_options = "bBdEIOPqsSuv"; // those that take no argument
constexpr std::string_view options_with_argument = "WX";

std::vector<std::string> split_at_blanks(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t begin = text.find_first_not_of(line_blanks); begin != std::string_view::npos;
         begin = text.find_first_not_of(line_blanks, begin)) {
        const std::size_t end = std::min(text.find_first_of(line_blanks, begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

/// Reads the words of an interpreter's command line, one after the other.
class PythonWordReader {
  public:
    explicit PythonWordReader(std::span<const std::string> words) : words_(words) {}

    std::optional<PythonWords> read() {
        while (next_ < words_.size()) {
            const std::string& word = words_[next_];
            if (word == "-") {
                return std::nullopt;
            }
            if (word.empty() || word.front() != '-') {
                return rest({});
            }
            if (word.starts_with("--")) {
                return std::nullopt;
            }
            const auto module = option(word);
            if (!is_known_) {
                return std::nullopt;
            }
            if (module) {
                return rest({"-m", *module});
            }
        }
        return std::nullopt;
    }

  private:
    /// Takes a word of options; the module's name where -m is among them.
    std::optional<std::string> option(const std::string& word) {
        ++next_;
        for (std::size_t i = 1; i < word.size(); ++i) {
            const char letter = word[i];
            if (letter == 'm') {
                keep_letters_before(word, i);
                return argument(word, i);
            }
            if (options_with_argument.find(letter) != std::string_view::npos) {
                const std::string value = argument(word, i).value_or("");
                keep_letters_before(word, i);
                found_.options.insert(found_.options.end(), {std::string("-") + letter, value});
                return std::nullopt;
            }
            is_known_ = is_known_ && plain_options.find(letter) != std::string_view::npos;
        }
        found_.options.push_back(word);
        return std::nullopt;
    }

    void keep_letters_before(const std::string& word, std::size_t position) {
        if (position > 1) {
            found_.options.push_back(word.substr(0, position));
        }
    }

    /// What follows a letter in its word, or else the next word.
    std::optional<std::string> argument(const std::string& word, std::size_t position) {
        if (position + 1 < word.size()) {
            return word.substr(position + 1);
        }
        is_known_ = is_known_ && next_ < words_.size();
        return is_known_ ? std::optional(words_[next_++]) : std::nullopt;
    }

    PythonWords rest(std::vector<std::string> first) {
        found_.arguments = std::move(first);
        const auto others = words_.subspan(next_);
        found_.arguments.insert(found_.arguments.end(), others.begin(), others.end());
        return std::move(found_);
    }

    std::span<const std::string> words_;
    std::size_t next_ = 0;
    bool is_known_ = true;
    PythonWords found_;
};

/// `'''exec' "INTERPRETER" "$0" "$@"`, with any or no quotation marks around the interpreter.
std::optional<std::string> executed_in_second_line(std::string_view start) {
    constexpr std::string_view shell = "#!/bin/sh\n";
    constexpr std::string_view before = "'''exec' ";
    constexpr std::string_view after = R"( "$0" "$@")";
    if (!start.starts_with(shell) || !start.substr(shell.size()).starts_with(before)) {
        return std::nullopt;
    }
    std::string_view line = start.substr(shell.size() + before.size());
    line = line.substr(0, line.find('\n'));
    if (!line.ends_with(after)) {
        return std::nullopt;
    }
    line.remove_suffix(after.size());
    const bool is_quoted = line.size() > 1 && line.front() == line.back() &&
                           (line.front() == '"' || line.front() == '\'');
    line = is_quoted ? line.substr(1, line.size() - 2) : line;
    const bool is_one_path = !line.empty() &&
                             line.find_first_of("\"'$`\\") == std::string_view::npos &&
                             (is_quoted || line.find(' ') == std::string_view::npos);
    return is_one_path ? std::optional(std::string(line)) : std::nullopt;
}

} // namespace

std::optional<Shebang> shebang_in(std::string_view start) {
    if (!start.starts_with("#!") || start.find('\n') == std::string_view::npos) {
        return std::nullopt;
    }
    if (const auto interpreter = executed_in_second_line(start)) {
        return Shebang{*interpreter, {}};
    }
    std::string_view line = start.substr(2, start.find('\n') - 2);
    const std::vector<std::string> words = split_at_blanks(line);
    if (words.empty()) {
        return std::nullopt;
    }
    if (words[0].ends_with("/env")) {
        const bool is_one_name =
            words.size() == 2 && words[1].front() != '-' && words[1].find('=') == std::string::npos;
        return is_one_name ? std::optional(Shebang{words[1], {}}) : std::nullopt;
    }
    if (words.size() > 2) { // the kernel would pass them as one, with their blanks
        return std::nullopt;
    }
    return Shebang{words[0], {words.begin() + 1, words.end()}};
}

bool names_python(std::string_view path) {
    std::string_view name = path.substr(path.rfind('/') + 1);
    for (const std::string_view kind : {"python", "pypy"}) {
        if (name.starts_with(kind)) {
            return name.find_first_not_of("0123456789.", kind.size()) == std::string_view::npos;
        }
    }
    return false;
}

std::optional<PythonWords> python_words(std::span<const std::string> words) {
    return PythonWordReader(words).read();
}

} // namespace docbuild
