#include "lib/launch/fork_server.hpp"

#include "lib/disk/files.hpp"
#include "lib/process/process_start.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace docbuild {

namespace {

/// Both ends are close-on-exec; the child explicitly keeps one.
bool make_socket_pair(Descriptor& ours, Descriptor& theirs) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
        return false;
    }
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
    return ::fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

std::string in_words(const Ending& ending) {
    const auto* signalled = std::get_if<Signalled>(&ending);
    return signalled != nullptr
               ? "it was killed by " + signal_name(signalled->signal)
               : fmt::format("it ended with exit status {}", std::get<Exited>(ending).status);
}

/// Sends bytes, and the descriptor if it is not -1 (unix(7), SCM_RIGHTS). Returns what sendmsg(2)
/// returns.
ssize_t send_with(int socket, std::string_view bytes, int descriptor) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    std::vector<char> control(CMSG_SPACE(sizeof(int))); // CMSG_SPACE is not a constant everywhere
    if (descriptor >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    return without_interruption([&] { return ::sendmsg(socket, &message, 0); });
}

} // namespace

ForkServer::ForkServer(boost::asio::io_context& context, Reaper& reaper, Events events)
    : context_(context), reaper_(reaper), events_(std::move(events)), socket_(context) {}

ForkServer::~ForkServer() {
    end();
}

std::optional<FailedToStart> ForkServer::start(const Command& command) {
    Descriptor ours;
    Descriptor theirs;
    if (!make_socket_pair(ours, theirs)) {
        return FailedToStart{errno, "socketpair"};
    }
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor log(without_interruption([&] {
        return ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
                      0666);
    }));
    if (!null.is_open() || !log.is_open()) {
        return FailedToStart{errno, "open " + command.log};
    }
    std::vector<std::string> argv = {command.interpreter};
    argv.insert(argv.end(), command.options.begin(), command.options.end());
    argv.insert(argv.end(), {command.program, "--socket", std::to_string(theirs.get())});
    argv.insert(argv.end(), command.arguments.begin(), command.arguments.end());
    const auto started =
        start_process(context_, {command.interpreter, argv, command.environment, command.directory,
                                 null.get(), log.get(), command.announced, theirs.get()});
    if (const auto* failure = std::get_if<FailedToStart>(&started)) {
        return *failure;
    }
    process_ = std::get<pid_t>(started);
    reaper_.watch(process_, {[this](const Ending& ending, const Usage&) {
                                 process_ = 0;
                                 read_all(); // its last message may say why
                                 ending_ = ending;
                                 abandon(in_words(ending));
                             },
                             [this](bool stopped) {
                                 if (stopped) { // requests would wait for it indefinitely
                                     abandon("it was stopped by an external signal");
                                 }
                             }});
    socket_.assign(boost::asio::local::stream_protocol(), ours.release());
    socket_.non_blocking(true);
    read();
    return std::nullopt;
}

void ForkServer::end() {
    has_gone_ = true;
    unsent_.clear();
    socket_.close();
    if (process_ != 0) {
        ::kill(process_, SIGKILL); // its jobs have their own process groups
    }
}

void ForkServer::abandon(const std::string& why) {
    if (!has_gone_) {
        end();
        events_.gone(why);
    }
}

/// Asio only waits for readability. If it read the data itself, the server's last messages would be
/// lost when the reaper reports its end first.
void ForkServer::read() {
    socket_.async_wait(boost::asio::local::stream_protocol::socket::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (!error && read_all()) {
                               read();
                           }
                       });
}

/// Returns false if nothing more will come: the server has ended, which the reaper reports, or was
/// ended by us.
bool ForkServer::read_all() {
    while (!has_gone_) {
        const ssize_t count = without_interruption([this] {
            return ::recv(socket_.native_handle(), received_.data(), received_.size(),
                          MSG_DONTWAIT);
        });
        if (count <= 0) {
            return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        }
        take(static_cast<std::size_t>(count));
    }
    return false;
}

void ForkServer::take(std::size_t count) {
    try {
        reader_.add({received_.data(), count});
        while (const auto message = has_gone_ ? std::nullopt : reader_.next()) {
            events_.said(*message);
        }
    } catch (const WorkError& broken) {
        abandon(broken.what());
    }
}

int ForkServer::send(const ForkRequest& request, int log) {
    Descriptor own(::fcntl(log, F_DUPFD_CLOEXEC, 3));
    if (!own.is_open()) { // otherwise the server would take the next job's log
        return errno;
    }
    unsent_.push_back({frame_of(request), 0, std::move(own)});
    if (!is_writing_) {
        write();
    }
    return 0;
}

void ForkServer::write() {
    while (!has_gone_ && !unsent_.empty()) {
        Frame& frame = unsent_.front();
        const ssize_t count =
            send_with(socket_.native_handle(), std::string_view(frame.bytes).substr(frame.sent),
                      frame.sent == 0 ? frame.log.get() : -1);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            wait_until_writable();
            return;
        }
        if (count < 0) {
            const std::string why = system_message("sendmsg", "its connection", errno);
            boost::asio::post(context_, [this, why] { abandon(why); }); // not from within `send`
            return;
        }
        frame.sent += static_cast<std::size_t>(count);
        if (frame.sent == frame.bytes.size()) {
            unsent_.pop_front();
        }
    }
}

void ForkServer::wait_until_writable() {
    is_writing_ = true;
    socket_.async_wait(boost::asio::local::stream_protocol::socket::wait_write,
                       [this](const boost::system::error_code& error) {
                           is_writing_ = false;
                           if (!error) {
                               write();
                           }
                       });
}

} // namespace docbuild
