// The actions of fake_builder that end it, delay it, use up the machine, or start a process.

#include "tests/e2e/fake_builder.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace docbuild::fake {

namespace {

struct NamedSignal {
    std::string_view name;
    int number;
};

constexpr NamedSignal named_signals[] = {
    {"ABRT", SIGABRT}, {"ALRM", SIGALRM}, {"BUS", SIGBUS},   {"FPE", SIGFPE},   {"HUP", SIGHUP},
    {"ILL", SIGILL},   {"INT", SIGINT},   {"KILL", SIGKILL}, {"PIPE", SIGPIPE}, {"QUIT", SIGQUIT},
    {"SEGV", SIGSEGV}, {"STOP", SIGSTOP}, {"SYS", SIGSYS},   {"TERM", SIGTERM}, {"TRAP", SIGTRAP},
    {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ},
};

int signal_in(const std::string& text) {
    const std::string_view name = text.starts_with("SIG") ? std::string_view(text).substr(3) : text;
    for (const NamedSignal& known : named_signals) {
        if (known.name == name) {
            return known.number;
        }
    }
    return static_cast<int>(whole_number(text));
}

void sleep_for(double seconds) {
    timespec left{static_cast<time_t>(seconds), 0};
    left.tv_nsec = static_cast<long>((seconds - static_cast<double>(left.tv_sec)) * 1e9);
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

/// Ends this process by the signal itself, whatever a sanitizer or a parent arranged for it.
void raise_signal(Arguments arguments) {
    const int number = signal_in(arguments[0]);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(number, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    sigprocmask(SIG_UNBLOCK, &only, nullptr);
    if (kill(getpid(), number) != 0) {
        fail("kill", arguments[0]);
    }
}

void wait_for(Arguments arguments) {
    struct stat status {};
    while (stat(arguments[0].c_str(), &status) != 0) {
        sleep_for(0.002);
    }
}

/// What the SIGTERM handler writes: set before the handler, never changed after.
std::string& last_words() {
    static std::string words;
    return words;
}

void on_term(Arguments arguments) {
    last_words() = arguments[0] + "\n";
    struct sigaction handler {};
    handler.sa_handler = [](int) {
        const std::string& words = last_words();
        const ssize_t count = write(STDOUT_FILENO, words.data(), words.size());
        _exit(count < 0 ? 125 : 0);
    };
    sigaction(SIGTERM, &handler, nullptr);
}

struct Grandchild {
    bool own_session = false;
    bool holds_log = false;
    bool is_orphan = false; // its parent, between it and the builder, ends at once
    bool is_clean = false;  // another program, without environment
    std::string seconds;
};

Grandchild grandchild_in(Arguments arguments) {
    Grandchild grandchild;
    for (const std::string& word : arguments.first(arguments.size() - 1)) {
        const bool known =
            word == "setsid" || word == "hold-log" || word == "orphan" || word == "clean";
        if (!known) {
            throw ActionError("spawn-grandchild does not know '" + word + "'");
        }
        grandchild.own_session = grandchild.own_session || word == "setsid";
        grandchild.holds_log = grandchild.holds_log || word == "hold-log";
        grandchild.is_orphan = grandchild.is_orphan || word == "orphan";
        grandchild.is_clean = grandchild.is_clean || word == "clean";
    }
    seconds_in(arguments.back());
    grandchild.seconds = arguments.back();
    return grandchild;
}

/// `ready` is closed when it is what it is to be.
[[noreturn]] void be_grandchild(const Grandchild& grandchild, int ready) {
    if (grandchild.own_session) {
        setsid();
    }
    if (!grandchild.holds_log) {
        const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
    }
    if (grandchild.is_clean) {
        const char* const argv[] = {"sleep", grandchild.seconds.c_str(), nullptr};
        const char* const environment[] = {nullptr};
        execve("/bin/sleep", const_cast<char* const*>(argv), const_cast<char* const*>(environment));
        _exit(125);
    }
    close(ready);
    sleep_for(seconds_in(grandchild.seconds));
    _exit(0);
}

void start_grandchild(const Grandchild& grandchild, int ready) {
    const pid_t pid = fork();
    if (pid < 0) {
        fail("fork", "a grandchild");
    }
    if (pid == 0) {
        be_grandchild(grandchild, ready);
    }
    write_all(STDOUT_FILENO, "grandchild " + std::to_string(pid) + "\n");
}

void start_through_another(const Grandchild& grandchild, int ready) {
    const pid_t pid = fork();
    if (pid < 0) {
        fail("fork", "a grandchild's parent");
    }
    if (pid == 0) {
        start_grandchild(grandchild, ready);
        _exit(0);
    }
    waitpid(pid, nullptr, 0);
}

void spawn_grandchild(Arguments arguments) {
    const Grandchild grandchild = grandchild_in(arguments);
    int ready[2];
    if (pipe(ready) != 0) {
        fail("pipe", "from a grandchild");
    }
    for (const int end : ready) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    (grandchild.is_orphan ? start_through_another : start_grandchild)(grandchild, ready[1]);
    close(ready[1]);
    char byte = 0;
    while (read(ready[0], &byte, 1) < 0 && errno == EINTR) {
    }
    close(ready[0]);
}

/// A child that has ended, and that nobody waits for.
void leave_zombie(Arguments) {
    const pid_t pid = fork();
    if (pid < 0) {
        fail("fork", "a child");
    }
    if (pid == 0) {
        _exit(0);
    }
    siginfo_t ended{};
    waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT);
}

/// The memory is kept until the process ends.
void use_memory(Arguments arguments) {
    const auto size = static_cast<std::size_t>(whole_number(arguments[0]));
    void* const memory =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fail("mmap", arguments[0]);
    }
    std::memset(memory, 1, size);
}

void spin(Arguments arguments) {
    const double seconds = seconds_in(arguments[0]);
    timespec used{};
    do {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9 < seconds);
}

constexpr Action actions[] = {
    {"exit", "STATUS", 1, 1, [](Arguments a) { _exit(static_cast<int>(whole_number(a[0]))); }},
    {"signal", "NAME|NUMBER (to itself)", 1, 1, raise_signal},
    {"stop", "(SIGSTOP to itself)", 0, 0, [](Arguments) { kill(getpid(), SIGSTOP); }},
    {"sleep", "SECONDS", 1, 1, [](Arguments a) { sleep_for(seconds_in(a[0])); }},
    {"wait-for", "FILE (until it exists)", 1, 1, wait_for},
    {"ignore-term", "(what it spawns later ignores SIGTERM too)", 0, 0,
     [](Arguments) { signal(SIGTERM, SIG_IGN); }},
    {"on-term", "TEXT (at SIGTERM print TEXT and exit 0)", 1, 1, on_term},
    {"spawn-grandchild", "[setsid] [hold-log] [orphan] [clean] SECONDS (prints 'grandchild PID')",
     1, 5, spawn_grandchild},
    {"leave-zombie", "(a child that has ended, not waited for)", 0, 0, leave_zombie},
    {"memory", "BYTES (allocate, touch, keep)", 1, 1, use_memory},
    {"spin", "SECONDS (until it has used that much processor time)", 1, 1, spin},
};

} // namespace

std::span<const Action> process_actions() {
    return actions;
}

} // namespace docbuild::fake
