#include "lib/run/terminal.hpp"

#include "lib/run/files.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace docbuild {

bool Terminal::is_terminal() const {
    return ::isatty(descriptor_) == 1;
}

unsigned Terminal::columns() const {
    winsize size{};
    return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void Terminal::write(std::string_view text) {
    if (!is_broken_) {
        is_broken_ = write_all(descriptor_, text) != 0;
    }
}

} // namespace docbuild
