#include "lib/logs/log_keeping.hpp"

#include "lib/disk/descriptor.hpp"
#include "lib/disk/files.hpp"
#include "tests/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

using namespace docbuild;

namespace {

class Log {
  public:
    explicit Log(const std::string& text)
        : file(::open(directory.write("logs/a.log", text).c_str(), O_RDWR | O_APPEND)) {}

    std::string path() const { return directory / "logs/a.log"; }
    std::string text() const { return read_file(path(), Bytes{1U << 24U}); }

    TemporaryDirectory directory;
    Descriptor file;
};

constexpr const char* said = "its log was deleted, moved or replaced while it ran; docbuild wrote "
                             "it again";

} // namespace

TEST_CASE("a log within its limit is not shortened") {
    const Log log("0123456789");
    CHECK_FALSE(shorten_log(log.file.get(), Bytes{10}).is_too_large);
    CHECK(log.text() == "0123456789");
}

TEST_CASE("a log beyond its limit keeps whole lines of both ends and says how much was cut") {
    const Log log("first\nsecond\nthird\nfourth\nfifth\nsixth\n");
    CHECK(shorten_log(log.file.get(), Bytes{24}).is_too_large);
    CHECK(log.text() == "first\n[docbuild left out 26 bytes here: the log grew to 38 B, beyond its "
                        "limit of 24 B]\nsixth\n");
}

TEST_CASE("a log whose end cannot be kept is an error") {
    const Log log("0123456789");
    const Descriptor reading(::open(log.path().c_str(), O_RDONLY));
    const ShortenedLog shortened = shorten_log(reading.get(), Bytes{4});
    CHECK(shortened.is_too_large);
    CHECK(shortened.error == EINVAL); // as ftruncate(2) has it
}

TEST_CASE("a log without line ends is cut anywhere") {
    const Log log(std::string(100, 'a') + std::string(100, 'b'));
    CHECK(shorten_log(log.file.get(), Bytes{20}).is_too_large);
    CHECK(log.text() == "aaaaaaaaaa\n[docbuild left out 180 bytes here: the log grew to 200 B, "
                        "beyond its limit of 20 B]\nbbbbbbbbbb");
}

TEST_CASE("a log in its place is left alone") {
    const Log log("text\n");
    CHECK(restore_log(log.file.get(), log.path()).empty());
    CHECK(log.text() == "text\n");
}

TEST_CASE("a log that is gone, with its directory or without, is written again") {
    const std::string long_text(300'000, 'x');
    const Log log(long_text);
    ::unlink(log.path().c_str());
    CHECK(restore_log(log.file.get(), log.path()) == said);
    CHECK(log.text() == long_text);
    remove_tree(parent_of(log.path()));
    CHECK(restore_log(log.file.get(), log.path()) == said);
    CHECK(log.text() == long_text);
}

TEST_CASE("anything in a log's place is moved away, and link targets are not touched") {
    const Log log("text\n");
    const std::string other = log.directory.write("other", "other\n");
    const auto put_back = [&] {
        CHECK(restore_log(log.file.get(), log.path()) == said);
        CHECK(log.text() == "text\n");
        ::unlink(log.path().c_str());
    };
    ::unlink(log.path().c_str());
    REQUIRE(::symlink(other.c_str(), log.path().c_str()) == 0);
    put_back();
    REQUIRE(::link(other.c_str(), log.path().c_str()) == 0);
    put_back();
    REQUIRE(::mkfifo(log.path().c_str(), 0600) == 0);
    put_back();
    log.directory.write("logs/a.log/below", "kept");
    put_back();
    CHECK(read_file(log.path() + ".directory/below", Bytes{100}) == "kept");
    CHECK(read_file(other, Bytes{100}) == "other\n");
}

TEST_CASE("if a log cannot be restored, the failed call and the reason are reported") {
    const Log log("text\n");
    remove_tree(parent_of(log.path()));
    log.directory.write("logs", "a file in the way\n");
    CHECK(restore_log(log.file.get(), log.path()) ==
          "its log was deleted, moved or replaced while it ran; mkdir: " + parent_of(log.path()) +
              ": Not a directory");
}
