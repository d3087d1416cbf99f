#include "lib/host/terminal.hpp"

#include "lib/disk/files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace docbuild {

namespace {

/// A pipe or terminal that can be written to takes that much at once (pipe(7), and a part of what
/// n_tty keeps free in tty(4)).
constexpr std::size_t piece = 256;
/// What a person has not read of that much is not read any more.
constexpr std::size_t most_waiting = 4U << 20U;
constexpr int for_ever = -1;

} // namespace

Terminal::~Terminal() {
    while (!is_broken_ && !waiting_.empty()) {
        write_waiting(for_ever);
    }
}

bool Terminal::is_terminal() const {
    return ::isatty(descriptor_) == 1;
}

unsigned Terminal::columns() const {
    winsize size{};
    return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void Terminal::write(std::string_view text) {
    if (is_broken_ || waiting_.size() > most_waiting) {
        return;
    }
    waiting_ += text;
    write_waiting(0);
    wait_for_reader();
}

void Terminal::write_waiting(int patience) {
    std::size_t written = 0;
    while (!is_broken_ && written < waiting_.size()) {
        pollfd reader{descriptor_, POLLOUT, 0};
        const int ready = without_interruption([&] { return ::poll(&reader, 1, patience); });
        if (ready <= 0) {
            is_broken_ = ready < 0;
            break;
        }
        const std::size_t length = std::min(piece, waiting_.size() - written);
        const ssize_t count = ::write(descriptor_, waiting_.data() + written, length);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            break;
        }
        is_broken_ = count < 0 && errno != EINTR;
        written += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    waiting_.erase(0, is_broken_ ? std::string::npos : written);
}

void Terminal::attach(boost::asio::io_context& context) {
    const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (copy >= 0) {
        watched_.emplace(context);
        boost::system::error_code error; // a plain file cannot be watched, and never has to be
        watched_->assign(copy, error);
        if (error) {
            ::close(copy);
            watched_.reset();
        }
    }
}

void Terminal::detach() {
    watched_.reset();
    is_watching_ = false;
}

void Terminal::wait_for_reader() {
    if (!watched_ || is_watching_ || waiting_.empty()) {
        return;
    }
    is_watching_ = true;
    watched_->async_wait(boost::asio::posix::stream_descriptor::wait_write,
                         [this](const boost::system::error_code& error) {
                             if (!error) {
                                 is_watching_ = false;
                                 write_waiting(0);
                                 wait_for_reader();
                             }
                         });
}

} // namespace docbuild
