// Turns byte offsets of a text into lines and columns.
#pragma once

#include "lib/text/error.hpp"

#include <string>
#include <string_view>

namespace docbuild {

/// Offsets may only grow from call to call, so that many places cost one walk over the text. Of a
/// long line (a manifest without line breaks) a place holds only what is near the column.
class PlaceWalk {
  public:
    /// A byte order mark takes no column.
    explicit PlaceWalk(std::string_view text);

    Place go_to(std::size_t offset, const std::string& file);

  private:
    std::size_t excerpt_start() const;

    std::string_view text_;
    std::size_t skipped_;
    std::size_t at_ = 0;
    unsigned line_ = 1;
    unsigned column_ = 1;
    std::size_t line_start_ = 0;
};

} // namespace docbuild
