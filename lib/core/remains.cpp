#include "lib/core/remains.hpp"

namespace docbuild {

namespace {

constexpr std::array<std::string_view, all_remains.size()> names = {"nothing", "last_good",
                                                                    "unfinished"};

} // namespace

std::string_view name_of(Remains remains) {
    return names[static_cast<std::size_t>(remains)];
}

std::optional<Remains> remains_named(std::string_view name) {
    for (const Remains remains : all_remains) {
        if (name_of(remains) == name) {
            return remains;
        }
    }
    return std::nullopt;
}

} // namespace docbuild
