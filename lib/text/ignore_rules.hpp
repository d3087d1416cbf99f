// Which files of a source directory do not count as inputs, by glob patterns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// A pattern without a slash matches a file's or directory's name at any depth, one with a slash
/// the path relative to the source directory (`/` at the front is allowed); a slash at the end asks
/// for a directory. What is ignored is ignored with all below it.
class IgnoreRules {
  public:
    /// `source` is the absolute source directory: absolute patterns below it are understood too.
    IgnoreRules(std::string source, const std::vector<std::string>& patterns);

    /// One pattern a line; blank lines and lines that begin with `#` do not count.
    void add_lines(std::string_view text);

    bool ignores(std::string_view path, bool is_directory) const;
    bool empty() const { return rules_.empty(); }

  private:
    struct Rule {
        std::string pattern;
        bool is_path = false;
        bool only_directories = false;
    };
    void add(std::string pattern);

    std::string source_;
    std::vector<Rule> rules_;
};

/// Whether a file or directory of this name belongs to version control, a package manager or an
/// editor, which keeps it among the sources for itself: `.git`, `.venv`, `node_modules`,
/// `page.rst~`.
bool is_kept_by_tools(std::string_view name);

/// The file that marks the directory of a Python virtual environment (PEP 405).
inline constexpr std::string_view environment_mark = "pyvenv.cfg";

} // namespace docbuild
