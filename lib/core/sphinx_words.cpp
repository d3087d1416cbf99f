#include "lib/core/sphinx_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace docbuild {

namespace {

constexpr std::string_view short_options_with_value = "bjdcDAtw";
constexpr std::array<std::string_view, 8> long_options_with_value = {
    "--builder", "--jobs", "--doctree-dir", "--conf-dir",
    "--define",  "--tag",  "--html-define", "--warning-file"};

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

bool is_sphinx_build(std::string_view word) {
    return file_name(word).starts_with("sphinx-build");
}

/// The first word after those that start Sphinx; 0 where none does.
std::size_t first_argument(const std::vector<std::string>& command) {
    if (command.empty() || is_sphinx_build(command[0])) {
        return command.empty() ? 0 : 1;
    }
    if (!file_name(command[0]).starts_with("python")) {
        return 0;
    }
    for (std::size_t i = 1; i < command.size(); ++i) {
        const std::string_view word = command[i];
        if (word == "-m") {
            const bool is_sphinx = i + 1 < command.size() && (command[i + 1] == "sphinx" ||
                                                              command[i + 1] == "sphinx.cmd.build");
            return is_sphinx ? i + 2 : 0;
        }
        if (word == "-W" || word == "-X") {
            ++i; // these have a value
        } else if (!word.starts_with('-')) {
            return is_sphinx_build(word) ? i + 1 : 0;
        }
    }
    return 0;
}

class Arguments {
  public:
    explicit Arguments(const std::vector<std::string>& command) : command_(command) {}

    SphinxWords read(std::size_t first) {
        for (std::size_t i = first; i < command_.size();) {
            i = only_positional_ || !is_option(command_[i]) ? take(i) : skip_option(i);
        }
        if (positional_.size() > 1) {
            found_.output = WordOfDirectory{command_[positional_[1]], positional_[1]};
        }
        return std::move(found_);
    }

    /// `-M BUILDER SOURCE OUTPUT` writes to OUTPUT/BUILDER and OUTPUT/doctrees.
    SphinxWords read_make_mode(std::size_t first) {
        if (first + 3 < command_.size()) {
            const std::string& output = command_[first + 3];
            found_.output = WordOfDirectory{output + "/" + command_[first + 1], first + 3};
            found_.doctrees = WordOfDirectory{output + "/doctrees", first + 3};
        }
        return std::move(found_);
    }

  private:
    static bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

    std::size_t take(std::size_t i) {
        positional_.push_back(i);
        return i + 1;
    }

    void note_doctrees(std::string directory, std::size_t word) {
        found_.doctrees = WordOfDirectory{std::move(directory), word};
    }

    /// The index of the word after the option and its value.
    std::size_t skip_option(std::size_t i) {
        const std::string_view word = command_[i];
        if (word.starts_with("--")) {
            return skip_long_option(i);
        }
        const std::size_t place = word.find_first_of(short_options_with_value, 1);
        if (place == std::string_view::npos) {
            return i + 1;
        }
        const bool is_apart = place + 1 == word.size();
        if (word[place] == 'd' && (!is_apart || i + 1 < command_.size())) {
            note_doctrees(is_apart ? command_[i + 1] : std::string(word.substr(place + 1)),
                          is_apart ? i + 1 : i);
        }
        return is_apart ? i + 2 : i + 1;
    }

    std::size_t skip_long_option(std::size_t i) {
        const std::string_view word = command_[i];
        only_positional_ = word == "--";
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        const bool is_apart =
            equals == std::string_view::npos &&
            std::ranges::find(long_options_with_value, name) != long_options_with_value.end();
        if (name == "--doctree-dir" && (!is_apart || i + 1 < command_.size())) {
            note_doctrees(is_apart ? command_[i + 1] : std::string(word.substr(equals + 1)),
                          is_apart ? i + 1 : i);
        }
        return is_apart ? i + 2 : i + 1;
    }

    const std::vector<std::string>& command_;
    std::vector<std::size_t> positional_; // indices of words
    bool only_positional_ = false;
    SphinxWords found_;
};

} // namespace

SphinxWords sphinx_words(const std::vector<std::string>& command) {
    const std::size_t first = first_argument(command);
    if (first == 0 || first >= command.size()) {
        return {};
    }
    return command[first] == "-M" ? Arguments(command).read_make_mode(first)
                                  : Arguments(command).read(first);
}

} // namespace docbuild
