// The signals that people send to the driver, each handed to what it asks for.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>

namespace docbuild {

/// Holds SIGUSR1 back until somebody answers it: it asks for words, and must end nothing. To be
/// called before anything that takes time.
void block_sigusr1();

/// Stops this process as SIGTSTP does by default, until SIGCONT. Where its process group is
/// orphaned, so that nobody could be expected to continue it, the system does not stop it (POSIX,
/// 2.4.3).
void stop_this_process();

/// What was ignored from the start stays so, as nohup(1) expects of SIGHUP and shells without job
/// control of SIGTSTP. SIGQUIT keeps its default. No signal is needed for a terminal's new size:
/// its width is asked for with every drawing.
class DriverSignals {
  public:
    struct Handlers {
        std::function<void(int)> stop;  // SIGINT, SIGTERM, SIGHUP
        std::function<void(int)> pause; // SIGTSTP
        std::function<void()> status;   // SIGUSR1
    };

    DriverSignals(boost::asio::io_context& context, Handlers handlers);
    ~DriverSignals();
    DriverSignals(const DriverSignals&) = delete;
    DriverSignals& operator=(const DriverSignals&) = delete;

  private:
    void wait();
    void handle(int signal);

    Handlers handlers_;
    boost::asio::signal_set signals_;
};

} // namespace docbuild
