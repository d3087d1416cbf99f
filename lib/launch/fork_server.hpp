// A fork server as a process: starts it, sends it requests with their logs, and hands on what it
// says.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/launch/fork_protocol.hpp"
#include "lib/process/reaper.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace docbuild {

class ForkServer {
  public:
    struct Command {
        std::string interpreter; // absolute path
        std::vector<std::string> options;
        std::string program; // the server's own file
        std::vector<std::string> arguments;
        std::vector<std::string> environment; // NAME=VALUE
        std::string directory;
        std::string log;                         // path for its own output
        std::atomic<pid_t>* announced = nullptr; // as in ProcessStart
    };
    /// Called from the event loop. After `gone`, which comes once, nothing else does.
    struct Events {
        std::function<void(const ForkMessage&)> said;
        std::function<void(const std::string& why)> gone;
    };

    ForkServer(boost::asio::io_context& context, Reaper& reaper, Events events);
    /// Ends the server, if it lives, at once.
    ~ForkServer();
    ForkServer(const ForkServer&) = delete;
    ForkServer& operator=(const ForkServer&) = delete;

    /// Empty, or why it could not be started.
    std::optional<FailedToStart> start(const Command& command);
    /// `log` is the job's output; it may be closed afterwards. 0, or an errno: nothing is sent
    /// then.
    [[nodiscard]] int send(const ForkRequest& request, int log);

    /// How it has ended, where that was not `end` or `abandon`.
    const std::optional<Ending>& ending() const { return ending_; }
    /// False once it has ended and been reaped.
    bool lives() const { return process_ != 0; }
    /// Its number, which is that of its process group, too; 0 when it does not live.
    pid_t process() const { return process_; }
    /// Ends it at once, and without telling `gone`; `lives` tells when that is so.
    void end();
    /// Ends it at once, and tells `gone` why.
    void abandon(const std::string& why);

  private:
    struct Frame {
        std::string bytes;
        std::size_t sent = 0;
        Descriptor log; // goes along with the first byte
    };
    void read();
    bool read_all();
    void take(std::size_t count);
    void write();
    void wait_until_writable();

    boost::asio::io_context& context_;
    Reaper& reaper_;
    Events events_;
    boost::asio::local::stream_protocol::socket socket_;
    std::array<char, 1U << 14U> received_{};
    ForkMessageReader reader_;
    std::deque<Frame> unsent_;
    bool is_writing_ = false;
    bool has_gone_ = false;
    pid_t process_ = 0;
    std::optional<Ending> ending_;
};

} // namespace docbuild
