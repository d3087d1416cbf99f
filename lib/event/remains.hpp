// What was there of a job that did not succeed, for those that are built after it all the same.
#pragma once

#include <array>
#include <string_view>

namespace docbuild {

enum class Remains {
    nothing,    // of its outputs, or not all
    last_good,  // what it yielded when it succeeded last
    unfinished, // what its builder left when it failed
};

inline constexpr std::array all_remains = {Remains::nothing, Remains::last_good,
                                           Remains::unfinished};

/// The name used in the event log: `last_good`.
std::string_view name_of(Remains remains);

} // namespace docbuild
