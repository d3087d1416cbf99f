#include "lib/process/process_stat.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <string>

using namespace docbuild;

namespace {

std::string line(const std::string& name, char state) {
    return "4711 (" + name + ") " + state +
           " 4700 4690 4680 34816 4690 4194304 100 0 0 0 1 2 0 0 20 0 1 0 987654 1000 200 18446\n";
}

} // namespace

TEST_CASE("a process's state, group and start are read, whatever its name holds") {
    for (const char* name : {"sh", "a b", "a) Z 1 2 3", "", "((("}) {
        CAPTURE(name);
        const auto stat = read_process_stat(line(name, 'S'));
        REQUIRE(stat);
        CHECK(stat->state == 'S');
        CHECK(stat->group == 4690);
        CHECK(stat->start == 987654);
        CHECK(stat->resident == 200);
        CHECK_FALSE(stat->has_ended());
    }
    CHECK(read_process_stat(line("sh", 'Z'))->has_ended());
}

TEST_CASE("a process that is about to become a zombie is told from one that runs") {
    std::string text = line("sh", 'R');
    CHECK_FALSE(read_process_stat(text)->is_exiting);
    text.replace(text.find("4194304"), 7, "4228108");
    CHECK(read_process_stat(text)->is_exiting);
}

TEST_CASE("a line that is cut off, or none, is not read") {
    const std::string whole = line("sh", 'S');
    const std::size_t end_of_start = whole.find("987654") + 6;
    for (std::size_t length = 0; length < end_of_start - 6; ++length) {
        CAPTURE(length);
        CHECK_FALSE(read_process_stat(whole.substr(0, length)));
    }
    CHECK(read_process_stat(whole.substr(0, end_of_start)));
    CHECK_FALSE(read_process_stat("4711 (sh) S 1 group 3"));
}

TEST_CASE("the signals that a process ignores are read from its status") {
    const std::string status = "Name:\tpython3\nSigIgn:\t0000000000010002\n"
                               "SigCgt:\t0000000001001001\nCapInh:\t0000000000000000\n";
    CHECK(ignores_signal(status, SIGCHLD));
    CHECK(ignores_signal(status, SIGINT));
    CHECK_FALSE(ignores_signal(status, SIGHUP));
    CHECK_FALSE(ignores_signal(status, SIGPIPE));
    CHECK_FALSE(ignores_signal("Name:\tsh\n", SIGINT));
    CHECK_FALSE(ignores_signal("Name:\tsh\nSigIgn:\t", SIGINT));
}
