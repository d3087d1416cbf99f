#include "lib/launch/fork_server.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace docbuild;

TEST_CASE("a request without a log is not sent") {
    boost::asio::io_context context;
    const RunClock clock;
    Reaper reaper(context, clock);
    ForkServer server(context, reaper, {[](const ForkMessage&) {}, [](const std::string&) {}});
    constexpr int no_descriptor = -1;
    CHECK(server.send({}, no_descriptor) == EBADF);
}
