// Matches paths against glob patterns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// `*` matches within one path part, `?` one character, `[abc]` and `[!a-z]` one of a set, `**` as
/// a whole part any number of parts (none included). A leading dot is matched only by a pattern
/// part that has it. Empty: no match. Else what each `*` and `**` matched, in order.
std::optional<std::vector<std::string>> glob_captures(std::string_view pattern,
                                                      std::string_view path);

bool glob_matches(std::string_view pattern, std::string_view path);

/// How many captures a match of `pattern` has.
std::size_t capture_count(std::string_view pattern);

/// True where `text` has a character that makes it a pattern.
bool is_glob(std::string_view text);

/// Empty when `pattern` is a glob, else what is wrong with it (an unclosed `[`).
std::string glob_fault(std::string_view pattern);

/// A pattern that matches `text` and nothing else.
std::string glob_quote(std::string_view text);

} // namespace docbuild
