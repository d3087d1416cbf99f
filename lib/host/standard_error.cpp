#include "lib/host/standard_error.hpp"

#include "lib/disk/files.hpp"

#include <unistd.h>

namespace docbuild {

void write_to_standard_error(std::string_view text) noexcept {
    write_all(STDERR_FILENO, text);
}

void say_on_standard_error(const std::string& message) {
    write_to_standard_error("docbuild: " + message + "\n");
}

} // namespace docbuild
