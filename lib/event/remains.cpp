#include "lib/event/remains.hpp"

namespace docbuild {

namespace {

constexpr std::array<std::string_view, all_remains.size()> names = {"nothing", "last_good",
                                                                    "unfinished"};

} // namespace

std::string_view name_of(Remains remains) {
    return names[static_cast<std::size_t>(remains)];
}

} // namespace docbuild
