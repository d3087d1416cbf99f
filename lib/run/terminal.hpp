// The file that a person reads progress on: whether it is a terminal, how wide, and writing to it.
// It does not know what is shown.
#pragma once

#include <string_view>

namespace docbuild {

class Terminal {
  public:
    /// Borrows the descriptor.
    explicit Terminal(int descriptor) : descriptor_(descriptor) {}

    bool is_terminal() const;
    /// 0 where it is not known.
    unsigned columns() const;
    /// Nothing more is written once a write failed: a reader that went away does not end a build.
    void write(std::string_view text);

  private:
    int descriptor_;
    bool is_broken_ = false;
};

} // namespace docbuild
