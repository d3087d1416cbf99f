#include "lib/text/units.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("durations are read with their unit, plain numbers as seconds") {
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("5min") == 5min);
    CHECK(parse_duration("2h") == 2h);
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("1.5h") == 90min);
    CHECK(parse_duration(".5h") == 30min);
    CHECK(parse_duration("0.1s") == 100ms);
    CHECK(parse_duration("7.") == 7s);
    CHECK(parse_duration("7") == 7s);
    CHECK(parse_duration("0") == 0s);
}

TEST_CASE("what is no duration is refused") {
    for (const char* text : {"", "-1s", "s", "1 s", "5 minutes", "1e3", "nan", "inf",
                             "99999999999h", "1s1", ".", "1.2.3s", ".h", "+1", "1,5"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text).has_value());
    }
}

TEST_CASE("sizes are read with their unit, plain numbers as bytes") {
    CHECK(parse_bytes("512MiB") == Bytes{512ULL << 20});
    CHECK(parse_bytes("8GiB") == Bytes{8ULL << 30});
    CHECK(parse_bytes("1.5KiB") == Bytes{1536});
    CHECK(parse_bytes("100") == Bytes{100});
    CHECK_FALSE(parse_bytes("8GB").has_value());
    CHECK_FALSE(parse_bytes("-1").has_value());
    CHECK_FALSE(parse_bytes("").has_value());
}

TEST_CASE("durations are written for a person in at most two units") {
    CHECK(format_duration(40ms) == "0.04s");
    CHECK(format_duration(7200ms) == "7.2s");
    CHECK(format_duration(59949ms) == "59.9s");
    CHECK(format_duration(59950ms) == "1min 00s");
    CHECK(format_duration(185s) == "3min 05s");
    CHECK(format_duration(2h + 7min) == "2h 07min");
}

TEST_CASE("sizes are written for a person") {
    CHECK(format_bytes(Bytes{512}) == "512 B");
    CHECK(format_bytes(Bytes{1536}) == "1.5 KiB");
    CHECK(format_bytes(Bytes{(1ULL << 20) - 1}) == "1.0 MiB");
    CHECK(format_bytes(Bytes{3ULL << 40}) == "3.0 TiB");
}

TEST_CASE("seconds convert both ways and saturate") {
    CHECK(seconds(1500ms) == doctest::Approx(1.5));
    CHECK(from_seconds(1.5) == 1500ms);
    CHECK(from_seconds(1e300) == Duration::max());
    CHECK(from_seconds(-1e300) == Duration::min());
}
