#include "lib/host/running_program.hpp"

#include <filesystem>

namespace docbuild {

std::string running_program() {
    std::error_code error;
    return std::filesystem::canonical("/proc/self/exe", error).string();
}

} // namespace docbuild
