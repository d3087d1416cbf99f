#include "lib/json/place_walk.hpp"

#include "lib/text/utf8.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::size_t widest_excerpt = 1000; // bytes of a line, each side of the column

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

} // namespace

PlaceWalk::PlaceWalk(std::string_view text)
    : text_(text.substr(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0)),
      skipped_(text.size() - text_.size()) {}

Place PlaceWalk::go_to(std::size_t offset, const std::string& file) {
    const std::size_t target = std::min(offset - std::min(offset, skipped_), text_.size());
    for (; at_ < target; ++at_) {
        column_ += starts_character(text_[at_]) ? 1 : 0;
        if (text_[at_] == '\n') {
            ++line_;
            column_ = 1;
            line_start_ = at_ + 1;
        }
    }
    const std::size_t start = excerpt_start();
    const std::string_view ahead = text_.substr(at_, widest_excerpt);
    const std::size_t end = at_ + std::min(ahead.find('\n'), ahead.size());
    std::string_view excerpt = text_.substr(start, end - start);
    excerpt.remove_suffix(excerpt.ends_with('\r') ? 1 : 0);
    const auto shown = std::count_if(
        excerpt.begin(),
        excerpt.begin() + static_cast<std::ptrdiff_t>(std::min(at_ - start, excerpt.size())),
        starts_character);
    const unsigned hidden = start == line_start_ ? 0 : column_ - 1 - static_cast<unsigned>(shown);
    return {file, line_, column_, std::string(excerpt), hidden};
}

std::size_t PlaceWalk::excerpt_start() const {
    std::size_t start = std::max(line_start_, at_ - std::min(at_, widest_excerpt));
    while (start < at_ && !starts_character(text_[start])) {
        ++start;
    }
    return start;
}

} // namespace docbuild
