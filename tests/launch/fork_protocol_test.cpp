#include "lib/launch/fork_protocol.hpp"

#include "lib/text/error.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace docbuild;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

std::string framed(const std::string& json) {
    const std::string body = json + '\0';
    return "\0\0"s + static_cast<char>(body.size() >> 8U) + static_cast<char>(body.size() & 0xffU) +
           body;
}

template <typename Message> Message only_message_in(const std::string& json) {
    ForkMessageReader reader;
    reader.add(framed(json));
    const auto message = reader.next();
    REQUIRE(message);
    CHECK_FALSE(reader.next());
    return std::get<Message>(*message);
}

} // namespace

TEST_CASE("a request is a length, a JSON object and NUL-terminated strings") {
    CHECK(frame_of({7, "/d", {"-m", "x"}, {"A=1", "B=\xff"}}) ==
          "\0\0\0\x37"s + R"({"arguments":2,"job":7,"type":"start"})" +
              "\0/d\0-m\0x\0A=1\0B=\xff\0"s);
    CHECK(frame_of({7, "/", {"x"}, {}, "/w"}) ==
          "\0\0\0\x3a"s + R"({"arguments":1,"job":7,"type":"start","written":"/w"})" + "\0/\0x\0"s);
}

TEST_CASE("every message is read") {
    using namespace fork_message;
    only_message_in<Outdated>(R"({"type":"outdated"})");
    const auto importing =
        only_message_in<Importing>(R"({"type":"importing","module":"m.n","package":"m"})");
    CHECK(importing.module == "m.n");
    CHECK(importing.package == "m");
    const auto ready =
        only_message_in<Ready>(R"({"type":"ready","pid":1,"warnings":["w"],"failed":{"m":"1.2"}})");
    CHECK(ready.warnings == std::vector<std::string>{"w"});
    CHECK(ready.failed == std::map<std::string, std::string>{{"m", "1.2"}});
    const auto unsafe = only_message_in<Unsafe>(
        R"({"type":"unsafe","left":"a thread","threads":2,"names":[],"imported":["a","b"],)"
        R"("culprit":"b.c","package":"b","version":"1.2"})");
    CHECK(unsafe.left == "a thread");
    CHECK(unsafe.threads == 2);
    CHECK(unsafe.culprit == "b.c");
    CHECK(unsafe.package == "b");
    CHECK(unsafe.version == "1.2");
    CHECK(unsafe.imported == std::vector<std::string>{"a", "b"});
    const auto failed =
        only_message_in<Failed>(R"({"type":"failed","reason":"r","traceback":"t"})");
    CHECK(failed.reason == "r");
    CHECK(failed.traceback == "t");
    const auto started =
        only_message_in<Started>(R"({"type":"started","job":3,"pid":44,"forked":2.5})");
    CHECK(started.job == 3);
    CHECK(started.process == 44);
    CHECK(started.forked == Instant{std::chrono::milliseconds(2500)});
    for (const bool is_stopped : {true, false}) {
        const auto stopped = only_message_in<Stopped>(
            fmt::format(R"({{"type":"stopped","job":3,"pid":44,"stopped":{}}})", is_stopped));
        CHECK(stopped.job == 3);
        CHECK(stopped.is_stopped == is_stopped);
    }
    const auto refused = only_message_in<Refused>(R"({"type":"refused","job":3,"reason":"r"})");
    CHECK(refused.job == 3);
    CHECK(refused.reason == "r");
    CHECK(refused.error_number == 0);
    CHECK(refused.failed.empty());
    CHECK(
        only_message_in<Refused>(R"({"type":"refused","job":3,"reason":"r","failed":{"m":"1.2"}})")
            .failed == std::map<std::string, std::string>{{"m", "1.2"}});
    CHECK(only_message_in<Refused>(R"({"type":"refused","job":3,"reason":"r","errno":11})")
              .error_number == 11);
}

TEST_CASE("warm-up failures are reported") {
    const auto warm = only_message_in<fork_message::Warm>(
        R"({"type":"warm","imported":["a","b"],"seconds":0.25,"warnings":["w"]})");
    CHECK(warm.imported == std::vector<std::string>{"a", "b"});
    CHECK(warm.warnings == std::vector<std::string>{"w"});
}

TEST_CASE("an ending has the values from wait4") {
    const auto ended = only_message_in<fork_message::Ended>(
        R"({"type":"ended","job":3,"pid":44,"status":256,"user":1.5,"system":0.25,"max_rss":4096})");
    CHECK(ended.job == 3);
    CHECK(ended.process == 44);
    CHECK(ended.status == 256);
    CHECK(ended.usage.user == 1500ms);
    CHECK(ended.usage.system == 250ms);
    CHECK(ended.usage.max_rss.count == 4096);
}

TEST_CASE("messages are assembled however the bytes arrive") {
    const std::string bytes = framed(R"({"type":"started","job":1,"pid":2,"forked":1})") +
                              framed(R"({"type":"started","job":3,"pid":4,"forked":1})");
    ForkMessageReader reader;
    std::vector<std::uint32_t> jobs;
    for (const char byte : bytes) {
        reader.add({&byte, 1});
        while (const auto message = reader.next()) {
            jobs.push_back(std::get<fork_message::Started>(*message).job);
        }
    }
    CHECK(jobs == std::vector<std::uint32_t>{1, 3});
}

TEST_CASE("invalid messages are rejected") {
    for (const std::string& bytes : {framed("{}"), framed("[1"), framed(R"({"type":"other"})"),
                                     framed(R"({"type":"started","job":"x","pid":1,"forked":1})"),
                                     framed(""), "\x7f\0\0\0"s}) {
        CAPTURE(bytes);
        ForkMessageReader reader;
        reader.add(bytes);
        CHECK_THROWS_AS(reader.next(), WorkError);
    }
}
