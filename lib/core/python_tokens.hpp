// Takes Python source apart into names, strings and single characters.
// It does not know what they mean, and is content with text that is no Python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct PythonToken {
    enum class Kind { name, string, other };
    Kind kind;
    std::string text; // of a string: what is between the quotes, escapes as they are written
    bool is_first;    // of its line

    bool is(std::string_view wanted) const { return kind != Kind::string && text == wanted; }
};

/// Comments and blanks are left out, and so are the prefixes of strings. What is no name and no
/// string comes as one token a byte (Python Language Reference, section 2).
std::vector<PythonToken> python_tokens(std::string_view text);

} // namespace docbuild
