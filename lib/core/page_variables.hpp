// Finds the environment variables by which reStructuredText pages refer to files.
// It does not know whether they are set, nor which directives fill them in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// NAME of each `.. directive:: $NAME/...`, in byte order. Such arguments are filled in by a
/// project's own directives alone, as those of the Linux kernel do.
std::vector<std::string> page_variables(std::string_view text);

} // namespace docbuild
