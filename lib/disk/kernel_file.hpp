// Reads the short texts that the kernel gives of itself and of processes: /proc, control groups.
#pragma once

#include <optional>
#include <string>

namespace docbuild {

/// The whole text; empty where it cannot be read, as when the process is gone or not ours to see,
/// and in the portable flavour.
std::optional<std::string> read_kernel_file(const std::string& path);

} // namespace docbuild
