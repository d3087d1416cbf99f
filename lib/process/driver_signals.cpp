#include "lib/process/driver_signals.hpp"

#include <csignal>

namespace docbuild {

namespace {

bool is_ignored(int signal) {
    struct sigaction current {};
    return ::sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

void mask_status_signal(int how) {
    sigset_t status;
    ::sigemptyset(&status);
    ::sigaddset(&status, SIGUSR1);
    ::sigprocmask(how, &status, nullptr);
}

} // namespace

void block_sigusr1() {
    mask_status_signal(SIG_BLOCK);
}

void stop_this_process() {
    struct sigaction standard {};
    struct sigaction before {};
    standard.sa_handler = SIG_DFL;
    if (::sigaction(SIGTSTP, &standard, &before) == 0) {
        ::raise(SIGTSTP);
        ::sigaction(SIGTSTP, &before, nullptr);
    }
}

DriverSignals::DriverSignals(boost::asio::io_context& context, Handlers handlers)
    : handlers_(std::move(handlers)), signals_(context) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGUSR1}) {
        if (!is_ignored(signal)) {
            signals_.add(signal);
        }
    }
    mask_status_signal(SIG_UNBLOCK);
    wait();
}

/// The set gives its signals their defaults back.
DriverSignals::~DriverSignals() {
    block_sigusr1();
}

void DriverSignals::wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (!error) {
            wait();
            handle(signal);
        }
    });
}

void DriverSignals::handle(int signal) {
    switch (signal) {
    case SIGTSTP:
        handlers_.pause(signal);
        break;
    case SIGUSR1:
        handlers_.status();
        break;
    default:
        handlers_.stop(signal);
    }
}

} // namespace docbuild
