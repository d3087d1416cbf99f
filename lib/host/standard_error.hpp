// Messages to a person outside a run, when nothing else is there yet to show them.
#pragma once

#include <string>
#include <string_view>

namespace docbuild {

/// Writes all of `text` to standard error if that can be written: if not, there is nobody to
/// report that to, and what the program does must not depend on it.
void write_to_standard_error(std::string_view text) noexcept;

/// One line, `docbuild: MESSAGE`.
void say_on_standard_error(const std::string& message);

} // namespace docbuild
