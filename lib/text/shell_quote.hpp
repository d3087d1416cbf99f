// Writes an argv as a line that a POSIX shell reads back as the same argv.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace docbuild {

/// `word` as it is where no character of it means anything to a shell, else in single quotes.
std::string shell_quoted(std::string_view word);

/// The words, quoted where needed, with a space between them.
std::string shell_quoted(std::span<const std::string> words);

} // namespace docbuild
