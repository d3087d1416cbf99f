#include "lib/core/sphinx_conf.hpp"

#include "lib/core/python_tokens.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace docbuild {

namespace {

using Tokens = std::span<const PythonToken>;

bool is_string(Tokens tokens, std::size_t at) {
    return at < tokens.size() && tokens[at].kind == PythonToken::Kind::string;
}

bool is(Tokens tokens, std::size_t at, std::string_view wanted) {
    return at < tokens.size() && tokens[at].is(wanted);
}

/// `NAME = ...`, and no comparison.
bool is_assigned(Tokens tokens, std::size_t name) {
    return is(tokens, name + 1, "=") && !is(tokens, name + 2, "=");
}

/// All tokens from `at` that are in its line.
Tokens line_from(Tokens tokens, std::size_t at) {
    std::size_t end = at + 1;
    while (end < tokens.size() && !tokens[end].is_first) {
        ++end;
    }
    return tokens.subspan(at, end - at);
}

/// `a.b.c` of names, as Python writes modules.
bool is_module_name(std::string_view text) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.';
    };
    return !text.empty() && text.find("..") == std::string_view::npos && text.front() != '.' &&
           text.back() != '.' && std::all_of(text.begin(), text.end(), is_good);
}

/// The `..` that a path begins with.
std::string upwards_of(std::string_view path) {
    std::string upwards;
    while (path == ".." || path.starts_with("../")) {
        upwards += upwards.empty() ? ".." : "/..";
        path.remove_prefix(std::min<std::size_t>(path.size(), 3));
    }
    return upwards;
}

class ConfReading {
  public:
    explicit ConfReading(Tokens tokens) : tokens_(tokens) {}

    SphinxConf run() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].is_first) {
                read_statement(i);
            }
            if (is_string(tokens_, i) && is_module_name(tokens_[i].text)) {
                modules_.insert(tokens_[i].text);
            }
            if (is(tokens_, i, "sys") && is(tokens_, i + 1, ".") && is(tokens_, i + 2, "path")) {
                read_search_path(line_from(tokens_, i));
            }
        }
        conf_.modules.assign(modules_.begin(), modules_.end());
        if (conf_.root_documents.empty()) {
            conf_.root_documents = {"index", "contents"}; // the second before Sphinx 2.0
        }
        return std::move(conf_);
    }

  private:
    void read_statement(std::size_t at) {
        const PythonToken& first = tokens_[at];
        if ((first.is("import") || first.is("from")) && at + 1 < tokens_.size()) {
            modules_.insert(tokens_[at + 1].text);
        }
        if (first.kind != PythonToken::Kind::name || !is_assigned(tokens_, at)) {
            return;
        }
        if (first.is("source_suffix")) {
            read_suffixes(at);
        } else if (is_string(tokens_, at + 2)) {
            read_setting(first.text, tokens_[at + 2].text);
        }
    }

    void read_setting(const std::string& name, const std::string& value) {
        if ((name == "root_doc" || name == "master_doc") && !value.empty()) {
            conf_.root_documents = {value};
        }
        const std::string upwards = upwards_of(value);
        if (upwards.size() > conf_.upwards.size()) {
            conf_.upwards = upwards;
        }
    }

    /// A string, or a list or dictionary of them, perhaps over some lines.
    void read_suffixes(std::size_t at) {
        for (std::size_t i = at + 2; i < tokens_.size(); ++i) {
            const bool is_next_statement =
                tokens_[i].is_first && tokens_[i].kind == PythonToken::Kind::name;
            if (is_next_statement) {
                return;
            }
            if (is_string(tokens_, i) && tokens_[i].text.starts_with('.')) {
                conf_.suffixes.push_back(tokens_[i].text);
            }
        }
    }

    void read_search_path(Tokens line) {
        for (const PythonToken& token : line) {
            if (token.kind == PythonToken::Kind::string) {
                conf_.search_path.push_back(token.text);
            }
        }
    }

    Tokens tokens_;
    SphinxConf conf_{{}, {".rst", ".md", ".txt", ".ipynb"}, {"."}, {}, {}};
    std::set<std::string> modules_;
};

} // namespace

SphinxConf read_sphinx_conf(std::string_view text) {
    const std::vector<PythonToken> tokens = python_tokens(text);
    return ConfReading(tokens).run();
}

std::vector<std::string> required_environment(std::string_view text) {
    const std::vector<PythonToken> all = python_tokens(text);
    const Tokens tokens = all;
    std::set<std::string> read;
    std::set<std::string> asked_for;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool is_index = is(tokens, i, "environ") && is(tokens, i + 1, "[") &&
                              is_string(tokens, i + 2) && is(tokens, i + 3, "]");
        if (is_index) {
            (is_assigned(tokens, i + 3) ? asked_for : read).insert(tokens[i + 2].text);
        } else if (is_string(tokens, i) && (is(tokens, i + 1, "in") || (is(tokens, i + 1, "not") &&
                                                                        is(tokens, i + 2, "in")))) {
            asked_for.insert(tokens[i].text);
        } else if (is(tokens, i, "setdefault") && is_string(tokens, i + 2)) {
            asked_for.insert(tokens[i + 2].text);
        }
    }
    std::vector<std::string> required;
    std::set_difference(read.begin(), read.end(), asked_for.begin(), asked_for.end(),
                        std::back_inserter(required));
    return required;
}

} // namespace docbuild
