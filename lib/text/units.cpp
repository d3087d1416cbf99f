#include "lib/text/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace docbuild {

namespace {

struct Unit {
    std::string_view name;
    double factor;
};

constexpr std::array duration_units = {Unit{"ms", 1e-3}, Unit{"s", 1}, Unit{"min", 60},
                                       Unit{"h", 3600}, Unit{"d", 86400.0}};
constexpr std::array byte_units = {Unit{"B", 1}, Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20},
                                   Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}};

/// The value of digits with at most one point among them; empty where `text` is something else.
/// (Not every standard library has from_chars for double, and strtod(3) obeys the locale.)
std::optional<double> decimal(std::string_view text) {
    double digits = 0;
    double scale = 1;
    bool has_digit = false;
    bool has_point = false;
    for (const char c : text) {
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (c >= '0' && c <= '9') {
            has_digit = true;
            digits = 10 * digits + (c - '0');
            scale *= has_point ? 10 : 1;
        } else {
            return std::nullopt;
        }
    }
    const double number = digits / scale;
    return has_digit && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// A non-negative decimal number and one of `units` (or none, which counts as factor 1), at most
/// `limit`.
std::optional<double> parse_quantity(std::string_view text, std::span<const Unit> units,
                                     double limit) {
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789."));
    const std::string_view suffix = text.substr(digits.size());
    const std::optional<double> number = decimal(digits);
    double factor = suffix.empty() ? 1 : 0;
    for (const Unit& unit : units) {
        if (unit.name == suffix) {
            factor = unit.factor;
        }
    }
    if (!number || factor == 0 || *number * factor > limit) {
        return std::nullopt;
    }
    return *number * factor;
}

} // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    const auto value = parse_quantity(text, duration_units, longest_seconds);
    return value ? std::optional(from_seconds(*value)) : std::nullopt;
}

std::optional<Bytes> parse_bytes(std::string_view text) {
    constexpr double limit = 0x1p62;
    const auto value = parse_quantity(text, byte_units, limit);
    return value ? std::optional(Bytes{static_cast<std::uint64_t>(*value)}) : std::nullopt;
}

std::string format_duration(Duration duration) {
    const double total = seconds(duration);
    if (total < 0.095) {
        return fmt::format("{:.2f}s", total);
    }
    if (total < 59.95) {
        return fmt::format("{:.1f}s", total);
    }
    const auto whole = static_cast<std::int64_t>(std::llround(total));
    if (whole < 3600) {
        return fmt::format("{}min {:02}s", whole / 60, whole % 60);
    }
    const std::int64_t minutes = (whole + 30) / 60;
    return fmt::format("{}h {:02}min", minutes / 60, minutes % 60);
}

std::string format_bytes(Bytes bytes) {
    constexpr std::array names = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes.count < 1024) {
        return fmt::format("{} B", bytes.count);
    }
    double value = static_cast<double>(bytes.count) / 1024;
    std::size_t unit = 0;
    while (value >= 1023.95 && unit + 1 < names.size()) {
        value /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", value, names[unit]);
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

Duration from_seconds(double seconds) {
    constexpr double most = static_cast<double>(std::numeric_limits<std::int64_t>::max());
    const double count = std::round(seconds * 1e9);
    if (!(count > -most)) {
        return Duration::min();
    }
    if (count >= most) {
        return Duration::max();
    }
    return Duration(static_cast<std::int64_t>(count));
}

} // namespace docbuild
