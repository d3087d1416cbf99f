// A file that a run writes lines to, and goes on without when it cannot be written any more.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace docbuild {

class LineFile {
  public:
    /// `warn` is told once, when a write fails; nothing is written after that, so that the file
    /// ends at worst in the middle of a line.
    LineFile(std::string path, Descriptor file, std::function<void(const std::string&)> warn)
        : path_(std::move(path)), file_(std::move(file)), warn_(std::move(warn)) {}

    /// The line is kept until `flush`, unless there are many.
    void write(std::string_view line);
    void flush();

  private:
    static constexpr std::size_t most_kept = 64U << 10U; // bytes

    std::string path_;
    Descriptor file_;
    std::string kept_;
    std::function<void(const std::string&)> warn_;
};

} // namespace docbuild
