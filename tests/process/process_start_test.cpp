#include "lib/process/process_start.hpp"

#include "lib/process/guard_table.hpp"
#include "tests/temporary_directory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

using namespace docbuild;

namespace {

std::variant<pid_t, FailedToStart> start(const std::string& executable) {
    boost::asio::io_context context;
    return start_process(context, {executable, {executable}, {}, "/", STDIN_FILENO, STDERR_FILENO});
}

} // namespace

TEST_CASE("a process that was started is left to whoever waits for it") {
    const auto started = start("/bin/false");
    const auto* const process = std::get_if<pid_t>(&started);
    REQUIRE(process != nullptr);
    int status = 0;
    CHECK(::waitpid(*process, &status, 0) == *process);
    CHECK(WEXITSTATUS(status) == 1);
}

/// The memory is shared, so that it does not matter how the child was started.
TEST_CASE("a process has written its number where it was told to before anything else of it is "
          "known") {
    GuardTable table;
    GuardedGroup* const place = table.reserve({});
    boost::asio::io_context context;
    const std::vector<std::string> words = {"/bin/true"};
    const auto started = start_process(
        context, {words.front(), words, {}, "/", STDIN_FILENO, STDERR_FILENO, &place->group});
    const pid_t process = std::get<pid_t>(started);
    CHECK(place->group == process);
    CHECK(::waitpid(process, nullptr, 0) == process);
}

TEST_CASE(
    "a child that cannot execute the program does nothing of what the driver does at its end") {
    const TemporaryDirectory directory;
    const std::string path = directory / "buffered";
    std::FILE* const file = std::fopen(path.c_str(), "we");
    REQUIRE(file != nullptr);
    std::fputs("written once, by the driver", file);
    CHECK(std::holds_alternative<FailedToStart>(start("/no/such/program")));
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
    CHECK(errno == ECHILD);
    CHECK(std::filesystem::file_size(path) == 0);
    std::fclose(file);
}
