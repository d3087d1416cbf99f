// Durations, instants and byte counts: their types, how they are read and how they are written.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

using Duration = std::chrono::nanoseconds;
/// A point of the monotonic clock. The type alone is used here; `run` reads the clock.
using Instant = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Empty where none is given.
inline std::optional<Instant> earliest(std::initializer_list<std::optional<Instant>> instants) {
    std::optional<Instant> first;
    for (const auto& instant : instants) {
        if (instant && (!first || *instant < *first)) {
            first = instant;
        }
    }
    return first;
}

struct Bytes {
    std::uint64_t count = 0;
    auto operator<=>(const Bytes&) const = default;
};

/// No duration that is read is longer (290 years), so that sums of an instant and a few seconds
/// fit.
inline constexpr double longest_seconds = 9.2e9;

/// Reads `90s`, `5min`, `2h`, `250ms`, `1.5h` or a plain number of seconds. Nothing else is a
/// duration: the result is then empty. Negative durations and ones beyond 290 years are refused.
std::optional<Duration> parse_duration(std::string_view text);

/// Reads `512MiB`, `8GiB`, `4KiB`, `1TiB`, `100B` or a plain number of bytes; empty when it is
/// none.
std::optional<Bytes> parse_bytes(std::string_view text);

/// `0.04s`, `7.2s`, `3min 05s`, `2h 07min`: at most two units, for a person.
std::string format_duration(Duration duration);

/// `512 B`, `14.2 MiB`, `1.5 GiB`: for a person.
std::string format_bytes(Bytes bytes);

/// Seconds as a plain number, for records.
double seconds(Duration duration);

/// The inverse of `seconds`, rounded to nanoseconds and saturating at the ends of `Duration`.
Duration from_seconds(double seconds);

} // namespace docbuild
