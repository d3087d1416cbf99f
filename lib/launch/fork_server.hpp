// A fork server process: starts it, sends it requests with their logs, and passes on its messages.
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
        std::string log;                         // path of the file for its own output
        std::atomic<pid_t>* announced = nullptr; // as in ProcessStart
    };
    /// Called from the event loop. `gone` is called at most once, and nothing is called after it.
    struct Events {
        std::function<void(const ForkMessage&)> said;
        std::function<void(const std::string& why)> gone;
    };

    ForkServer(boost::asio::io_context& context, Reaper& reaper, Events events);
    /// Kills the server if it is alive.
    ~ForkServer();
    ForkServer(const ForkServer&) = delete;
    ForkServer& operator=(const ForkServer&) = delete;

    /// Returns why it could not be started; empty on success.
    std::optional<FailedToStart> start(const Command& command);
    /// `log` receives the job's output; the caller may close it afterwards. Returns 0, or an errno
    /// if nothing was sent.
    [[nodiscard]] int send(const ForkRequest& request, int log);

    /// How it ended, unless through `end` or `abandon`.
    const std::optional<Ending>& ending() const { return ending_; }
    /// False once it has ended and been reaped.
    bool lives() const { return process_ != 0; }
    /// Its process ID, which is also its process group; 0 if it is not alive.
    pid_t process() const { return process_; }
    /// Kills it without calling `gone`; `lives` becomes false when it has been reaped.
    void end();
    /// Kills it and passes the reason to `gone`.
    void abandon(const std::string& why);

  private:
    struct Frame {
        std::string bytes;
        std::size_t sent = 0;
        Descriptor log; // sent along with the first byte
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
