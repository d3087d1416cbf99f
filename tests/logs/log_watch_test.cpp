#include "lib/logs/log_watch.hpp"

#include "tests/temporary_directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <vector>

using namespace docbuild;

namespace {

constexpr JobId one{1};
constexpr JobId two{2};

class Watching {
  public:
    Descriptor log(const char* name) const {
        return Descriptor(::open((directory / name).c_str(), O_RDWR | O_CREAT | O_APPEND, 0666));
    }
    static void grow(const Descriptor& log, std::size_t bytes) {
        const std::string text(bytes, 'x');
        REQUIRE(::write(log.get(), text.data(), bytes) == static_cast<ssize_t>(bytes));
    }
    template <typename Condition> void turn_until(Condition condition) {
        while (!condition()) {
            context.run_one();
        }
    }

    TemporaryDirectory directory;
    boost::asio::io_context context;
    std::vector<JobId> outgrown;
    LogWatch watch{context, [this](JobId job) { outgrown.push_back(job); }};
};

} // namespace

TEST_CASE("a log that exceeds its limit is reported, and again when it has doubled") {
    Watching watching;
    const Descriptor log = watching.log("a");
    watching.watch.watch(one, log.get(), Bytes{100});
    Watching::grow(log, 101);
    watching.turn_until([&] { return watching.outgrown.size() == 1; });
    Watching::grow(log, 102);
    watching.turn_until([&] { return watching.outgrown.size() == 2; });
    CHECK(watching.outgrown == std::vector{one, one});
}

TEST_CASE("a log within its limit is reported when it grows later, even if it was unlinked") {
    Watching watching;
    const Descriptor first = watching.log("a");
    const Descriptor second = watching.log("b");
    watching.watch.watch(one, first.get(), Bytes{100});
    watching.watch.watch(two, second.get(), Bytes{1});
    Watching::grow(second, 2); // after it has been told of, the first has been looked at too
    watching.turn_until([&] { return watching.outgrown == std::vector{two}; });
    ::unlink((watching.directory / "a").c_str());
    Watching::grow(first, 101);
    watching.turn_until([&] { return watching.outgrown == std::vector{two, one}; });
}

TEST_CASE("a forgotten log is not reported, even if its descriptor is reused") {
    Watching watching;
    Descriptor log = watching.log("a");
    const int number = log.get();
    watching.watch.watch(one, number, Bytes{1});
    watching.watch.forget(one);
    watching.watch.forget(two);
    log.reset();
    log = watching.log("b");
    REQUIRE(log.get() == number);
    watching.watch.watch(two, number, Bytes{1});
    Watching::grow(log, 2);
    watching.turn_until([&] { return !watching.outgrown.empty(); });
    CHECK(watching.outgrown == std::vector{two});
}

#ifndef DOCBUILD_PORTABLE
TEST_CASE("a quiet log causes no wake-ups after the first look") {
    Watching watching;
    const Descriptor quiet = watching.log("quiet");
    watching.watch.watch(one, quiet.get(), Bytes{100});
    CHECK(watching.context.run_one() == 1); // the one look
    CHECK(watching.context.run_one_for(std::chrono::milliseconds(500)) == 0);
    CHECK(watching.outgrown.empty());
}
#endif
