#include "lib/disk/kernel_file.hpp"

#include "lib/disk/files.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>

namespace docbuild {

std::optional<std::string> read_kernel_file(const std::string& path) {
    const Descriptor file(
        without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (!file.is_open()) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const auto count =
            without_interruption([&] { return ::read(file.get(), part.data(), part.size()); });
        if (count < 0) {
            return std::nullopt;
        }
        if (count == 0) {
            return text;
        }
        text.append(part.data(), static_cast<std::size_t>(count));
    }
}

} // namespace docbuild
