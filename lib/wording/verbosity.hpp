// How much is reported: `-q`, neither, `-v`.
#pragma once

namespace docbuild {

/// quiet: failures and warnings alone. normal: what was built too. verbose: also starts, commands,
/// and jobs that were up to date or cancelled.
enum class Verbosity { quiet, normal, verbose };

} // namespace docbuild
