#include "lib/disk/directory_names.hpp"

#include <algorithm>

namespace docbuild {

void NameList::add(std::string_view name, bool is_directory) {
    constexpr std::size_t usual_names = 32;
    constexpr std::size_t usual_length = 16;
    if (entries_.empty()) {
        entries_.reserve(usual_names);
        names_.reserve(usual_names * usual_length);
    }
    entries_.push_back({names_.size(), name.size(), is_directory});
    names_ += name;
    names_ += '\0';
}

void NameList::sort() {
    std::sort(entries_.begin(), entries_.end(),
              [this](const Entry& one, const Entry& other) { return view(one) < view(other); });
}

} // namespace docbuild
