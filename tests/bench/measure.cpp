// Runs one command and writes what it cost, as JSON, to a file: `measure FILE COMMAND
// [ARGUMENT...]`. It does not know what the command is; share/dev/bench starts everything that it
// compares with it.
//
// It is a program of its own because ru_maxrss is never less than the resident size of the process
// that forked the command (getrusage(2), exec keeps it): a Python script there would hide every
// figure below its own 10 MB.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// What /proc tells of the command alone, without its own children, once it is a zombie.
struct Own {
    double processor_seconds = 0;
    long voluntary_switches = 0;
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

Own own_cost(pid_t pid) {
    Own own;
    const std::string directory = "/proc/" + std::to_string(pid);
    std::ifstream stat(directory + "/stat");
    std::string text;
    std::getline(stat, text);
    const std::size_t name_end = text.rfind(") ");
    unsigned long user = 0;
    unsigned long system = 0;
    if (name_end != std::string::npos &&
        std::sscanf(text.c_str() + name_end + 2,
                    "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2) {
        own.processor_seconds =
            static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    std::ifstream status(directory + "/status");
    while (std::getline(status, text)) {
        if (text.starts_with("voluntary_ctxt_switches:")) {
            own.voluntary_switches = std::atol(text.c_str() + text.find(':') + 1);
        }
    }
    return own;
}

[[noreturn]] void die(const char* call) {
    std::perror(call);
    std::exit(125);
}

pid_t start(char** command) {
    const pid_t pid = fork();
    if (pid < 0) {
        die("fork");
    }
    if (pid == 0) {
        execvp(command[0], command);
        std::perror(command[0]);
        _exit(127);
    }
    return pid;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: measure FILE COMMAND [ARGUMENT...]\n", stderr);
        return 125;
    }
    using Clock = std::chrono::steady_clock;
    const Clock::time_point before = Clock::now();
    const pid_t pid = start(argv + 2);
    siginfo_t ended{};
    if (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) != 0) {
        die("waitid");
    }
    const std::chrono::duration<double> wall = Clock::now() - before;
    const Own own = own_cost(pid);
    int status = 0;
    rusage usage{};
    if (wait4(pid, &status, 0, &usage) != pid) {
        die("wait4");
    }
    const int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    std::FILE* const out = std::fopen(argv[1], "w");
    if (out == nullptr) {
        die(argv[1]);
    }
    std::fprintf(out,
                 "{\"exit\": %d, \"wall\": %.6f, \"user\": %.6f, \"system\": %.6f, "
                 "\"max_rss\": %ld, \"own_cpu\": %.2f, \"own_switches\": %ld}\n",
                 exit_status, wall.count(), seconds(usage.ru_utime), seconds(usage.ru_stime),
                 usage.ru_maxrss * 1024, own.processor_seconds, own.voluntary_switches);
    return std::fclose(out) == 0 ? 0 : 125;
}
