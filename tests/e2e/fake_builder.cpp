// Plays any builder: runs a sequence of actions given on its command line, divided by `--then`.
// It does not know docbuild; `fake_builder --help` lists the actions.
//
//   fake_builder print hello --then write out.txt text --then exit 3
//
// It exits with 0 after the last action, or with 125 where an action could not be done.

#include "tests/e2e/fake_builder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

namespace docbuild::fake {

namespace {

constexpr int own_failure = 125;
constexpr std::string_view separator = "--then";

std::array<std::span<const Action>, 4> all_actions() {
    return {document_actions(), file_actions(), process_actions(), question_actions()};
}

const Action& action_named(std::string_view name) {
    for (const std::span<const Action> table : all_actions()) {
        const auto found = std::ranges::find(table, name, &Action::name);
        if (found != table.end()) {
            return *found;
        }
    }
    throw ActionError("unknown action '" + std::string(name) + "', see --help");
}

void print_help() {
    std::puts("usage: fake_builder ACTION [ARGUMENT...] [--then ACTION [ARGUMENT...]]...\n");
    for (const std::span<const Action> table : all_actions()) {
        for (const Action& action : table) {
            std::string line = "  " + std::string(action.name);
            line += action.usage.empty() ? "" : " " + std::string(action.usage);
            std::puts(line.c_str());
        }
    }
}

void run_action(Arguments words) {
    if (words.empty()) {
        throw ActionError("an action is missing, see --help");
    }
    const Action& action = action_named(words.front());
    const Arguments arguments = words.subspan(1);
    if (arguments.size() < action.fewest || arguments.size() > action.most) {
        throw ActionError("usage: " + words.front() + " " + std::string(action.usage));
    }
    action.run(arguments);
}

void run_all(Arguments words) {
    auto begin = words.begin();
    while (true) {
        const auto end = std::find(begin, words.end(), separator);
        run_action(Arguments(begin, end));
        if (end == words.end()) {
            return;
        }
        begin = end + 1;
    }
}

/// Where the disk is full even this may fail; the exit status says enough.
void complain(const std::string& what) {
    try {
        write_all(STDERR_FILENO, "fake_builder: " + what + "\n");
    } catch (const ActionError&) {
    }
}

} // namespace

} // namespace docbuild::fake

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 1 && words.front() == "--help") {
        docbuild::fake::print_help();
        return 0;
    }
    try {
        docbuild::fake::run_all(words);
    } catch (const std::exception& error) {
        docbuild::fake::complain(error.what());
        return docbuild::fake::own_failure;
    }
    return 0;
}
