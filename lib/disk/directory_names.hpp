// Reads the names in an open directory.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// What one call of the kernel fills; it may be used for one directory after the other.
using NameBuffer = std::array<std::byte, 32768>;

/// Calls `found` with each name but `.` and `..`, which a NUL follows; `is_directory` is true where
/// the file system says so at once, false where a look may yet tell. In no order. What cannot be
/// read any further ends there.
void for_each_name(int directory, NameBuffer& buffer,
                   const std::function<void(std::string_view name, bool is_directory)>& found);

/// Names that were found, one after the other in one piece of memory.
class NameList {
  public:
    struct Entry {
        std::size_t start;
        std::size_t length;
        bool is_directory;
    };

    void add(std::string_view name, bool is_directory);
    /// In byte order.
    void sort();
    const std::vector<Entry>& entries() const { return entries_; }
    /// Ends in NUL.
    const char* text(const Entry& entry) const { return names_.c_str() + entry.start; }
    std::string_view view(const Entry& entry) const { return {text(entry), entry.length}; }

  private:
    std::string names_; // each ends in NUL
    std::vector<Entry> entries_;
};

} // namespace docbuild
