#include "lib/core/event_log_reader.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

/// The faults, a line each: `LINE: MESSAGE`.
std::string faults_of(std::string_view text) {
    std::string faults;
    for (const LineFault& fault : read_event_log(text).faults) {
        faults += std::to_string(fault.line) + ": " + fault.message + "\n";
    }
    return faults;
}

constexpr std::string_view good_line = R"({"time":1.5,"event":"warning","message":"x"})";

} // namespace

TEST_CASE("members and events that are not known are passed over") {
    const EventLog log = read_event_log(
        R"({"time":0,"event":"job_started","document":"a","stage":"html","attempt":2,"new":[1]})"
        "\n"
        R"({"time":1,"event":"job_paused","document":7})"
        "\n\n");
    CHECK(log.faults.empty());
    REQUIRE(log.events.size() == 1);
    const auto& event = std::get<JobStarted>(log.events[0].what);
    CHECK(event.job.text() == "a:html");
    CHECK(event.attempt == 2);
}

TEST_CASE("each bad line is named by its number with what is wrong, and the others are read") {
    const std::string text = std::string(good_line) + "\n" +
                             "{\"time\":\n"
                             "[1]\n"
                             "{\"event\":\"warning\",\"message\":\"x\"}\n"
                             "{\"time\":\"1\",\"event\":\"warning\",\"message\":\"x\"}\n"
                             "{\"time\":1,\"event\":\"job_started\",\"document\":\"a\"}\n" +
                             std::string(good_line) + "\n";
    CHECK(faults_of(text) == "2: is not JSON\n"
                             "3: is not a JSON object\n"
                             "4: \"time\" is missing\n"
                             "5: \"time\" has a value of the wrong type\n"
                             "6: \"stage\" is missing\n");
    CHECK(read_event_log(text).events.size() == 2);
}

TEST_CASE("numbers that do not fit and outcomes that are not known are faults") {
    const std::string job =
        R"({"time":1,"event":"job_finished","document":"a","stage":"s","attempt":1,"wall":1,)";
    CHECK(faults_of(job + R"("outcome":"exploded","exit":0})"
                          "\n") == "1: \"outcome\" is not one that is known\n");
    CHECK(faults_of(job + R"("outcome":"failed","exit":99999999999})"
                          "\n") == "1: \"exit\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"failed","exit":1.5})"
                          "\n") == "1: \"exit\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"failed","exit":1,"max_rss":-1})"
                          "\n") == "1: \"max_rss\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"failed","exit":1,"notes":["x",1]})"
                          "\n") == "1: \"notes\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"built","exit":0,"missing":[{"document":"d"}]})"
                          "\n") == "1: \"missing\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"built","exit":0,"missing":[{"document":"d","stage":"i",)"
                          R"("outcome":"failed","used":"half"}]})"
                          "\n") == "1: \"missing\" has a value of the wrong type\n");
    CHECK(faults_of(job + R"("outcome":"failed"})"
                          "\n") == "1: \"exit\" is missing\n");
    CHECK(faults_of("{\"time\":1,\"event\":\"run_finished\",\"exit\":0,\"counts\":[1]}\n") ==
          "1: \"counts\" has a value of the wrong type\n");
}

TEST_CASE("times that no clock says are faults") {
    CHECK(faults_of("{\"time\":-1,\"event\":\"warning\",\"message\":\"x\"}\n"
                    "{\"time\":9.3e9,\"event\":\"warning\",\"message\":\"x\"}\n"
                    "{\"time\":9.2e9,\"event\":\"warning\",\"message\":\"x\"}\n") ==
          "1: \"time\" has a value of the wrong type\n"
          "2: \"time\" has a value of the wrong type\n");
}

TEST_CASE("a last line without an end is an event where it is whole, else cut off") {
    CHECK(read_event_log(good_line).events.size() == 1);
    CHECK_FALSE(read_event_log(good_line).is_cut_off);
    const EventLog log = read_event_log(good_line.substr(0, 20));
    CHECK(log.events.empty());
    CHECK(log.faults.empty());
    CHECK(log.is_cut_off);
}

TEST_CASE("a log that ends after any byte gives the events of its whole lines") {
    const std::string line = R"({"time":1.5,"event":"warning","message":"text","job":"a:b"})"
                             "\n";
    const std::string whole = line + line + line;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        const EventLog log = read_event_log(std::string_view(whole).substr(0, size));
        const bool lacks_only_its_end = size % line.size() == line.size() - 1;
        CHECK(log.events.size() == size / line.size() + (lacks_only_its_end ? 1 : 0));
        CHECK(log.is_cut_off == (size % line.size() != 0 && !lacks_only_its_end));
        CHECK(log.faults.empty());
    }
}

TEST_CASE("binary and deeply nested lines are faults, not crashes") {
    CHECK(faults_of(std::string_view("\0\xFF\x1b\n", 4)) == "1: is not JSON\n");
    CHECK(faults_of(std::string(100'000, '[') + "\n") == "1: is not JSON\n");
    CHECK(faults_of(std::string(100'000, '[') + std::string(100'000, ']') + "\n") ==
          "1: is not a JSON object\n");
    CHECK(faults_of("{\"time\":1e999,\"event\":\"warning\",\"message\":\"x\"}\n") ==
          "1: is not JSON\n");
}
