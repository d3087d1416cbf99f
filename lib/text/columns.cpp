#include "lib/text/columns.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace docbuild {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

constexpr std::array combining = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},   Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F},
    Range{0x2060, 0x2064}, Range{0x20D0, 0x20FF},   Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
    Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF},
};
constexpr std::array wide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B}, Range{0x23E9, 0x23F3}, Range{0x25FD, 0x25FE},
    Range{0x2600, 0x27BF},   Range{0x2B1B, 0x2B55}, Range{0x2E80, 0x303E}, Range{0x3041, 0x4DBF},
    Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F}, Range{0xAC00, 0xD7A3}, Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60}, Range{0xFFE0, 0xFFE6}, Range{0x1F000, 0x1FAFF},
    Range{0x20000, 0x3FFFD},
};

/// `ranges` are sorted.
bool is_in(std::span<const Range> ranges, char32_t code) {
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), code,
                         [](char32_t value, const Range& range) { return value < range.first; });
    return after != ranges.begin() && code <= std::prev(after)->last;
}

} // namespace

unsigned columns_of(char32_t code) {
    if (code < 0x0300) {
        return 1;
    }
    if (is_in(combining, code)) {
        return 0;
    }
    return is_in(wide, code) ? 2 : 1;
}

} // namespace docbuild
