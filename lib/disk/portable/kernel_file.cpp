#include "lib/disk/kernel_file.hpp"

namespace docbuild {

std::optional<std::string> read_kernel_file(const std::string&) {
    return std::nullopt;
}

} // namespace docbuild
