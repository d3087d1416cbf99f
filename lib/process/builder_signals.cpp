#include "lib/process/builder_signals.hpp"

#include <cerrno>

namespace docbuild {

namespace {

constexpr int last_standard_signal = 31; // the driver handles no real-time signal

} // namespace

BlockedSignals::BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before_);
}

BlockedSignals::~BlockedSignals() {
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int signal_group(pid_t group, int signal) {
    return ::kill(-group, signal) == 0 || errno == ESRCH ? 0 : errno;
}

void reset_signals_for_exec() {
    struct sigaction as_usual {};
    as_usual.sa_handler = SIG_DFL;
    for (int signal = 1; signal <= last_standard_signal; ++signal) {
        const bool is_ours = signal == SIGPIPE || signal == SIGXFSZ;
        struct sigaction current {};
        if (::sigaction(signal, nullptr, &current) == 0 && current.sa_handler != SIG_DFL &&
            (current.sa_handler != SIG_IGN || is_ours)) {
            ::sigaction(signal, &as_usual, nullptr);
        }
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace docbuild
