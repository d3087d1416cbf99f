// The actions of fake_builder that print what it was started with: arguments, environment,
// descriptors, groups, signals.

#include "tests/e2e/fake_builder.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace docbuild::fake {

namespace {

void print_line(const std::string& text) {
    write_all(STDOUT_FILENO, text + "\n");
}

void print_arguments(Arguments arguments) {
    for (const std::string& argument : arguments) {
        print_line("[" + argument + "]");
    }
}

void print_environment(Arguments arguments) {
    const char* const value = std::getenv(arguments[0].c_str());
    print_line(arguments[0] + (value == nullptr ? " is not set" : "=" + std::string(value)));
}

void print_descriptors(Arguments) {
    constexpr int highest = 4096;
    std::string list;
    for (int descriptor = 0; descriptor < highest; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) != -1) {
            list += (list.empty() ? "" : " ") + std::to_string(descriptor);
        }
    }
    print_line(list);
}

void print_signals(Arguments) {
    sigset_t blocked_set;
    sigprocmask(SIG_BLOCK, nullptr, &blocked_set);
    std::string ignored = "ignored:";
    std::string blocked = "blocked:";
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
            ignored += " " + std::to_string(number);
        }
        if (sigismember(&blocked_set, number) == 1) {
            blocked += " " + std::to_string(number);
        }
    }
    print_line(ignored);
    print_line(blocked);
}

constexpr Action actions[] = {
    {"print-args", "TEXT... (each in brackets, one a line)", 0, any_number, print_arguments},
    {"print-env", "NAME (as NAME=VALUE, or 'NAME is not set')", 1, 1, print_environment},
    {"print-cwd", "", 0, 0, [](Arguments) { print_line(std::filesystem::current_path()); }},
    {"print-fds", "(open descriptors)", 0, 0, print_descriptors},
    {"print-pid", "", 0, 0, [](Arguments) { print_line(std::to_string(getpid())); }},
    {"print-pgid", "", 0, 0, [](Arguments) { print_line(std::to_string(getpgrp())); }},
    {"print-signals", "(numbers of those ignored, of those blocked)", 0, 0, print_signals},
};

} // namespace

std::span<const Action> question_actions() {
    return actions;
}

} // namespace docbuild::fake
