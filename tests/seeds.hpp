// How many seeds a test that runs by seed tries: its usual number, or that of DOCBUILD_SEEDS.
#pragma once

#include <cstdlib>

namespace docbuild {

/// The first seed is 1; `DOCBUILD_FIRST_SEED` starts elsewhere, to repeat a finding.
struct Seeds {
    unsigned first = 1;
    unsigned last = 1;
};

inline unsigned number_in(const char* variable, unsigned otherwise) {
    const char* const text = std::getenv(variable);
    return text == nullptr ? otherwise
                           : static_cast<unsigned>(std::strtoul(text, nullptr, /*base=*/10));
}

inline Seeds seeds(unsigned usual) {
    const unsigned first = number_in("DOCBUILD_FIRST_SEED", 1);
    return {first, first + number_in("DOCBUILD_SEEDS", usual) - 1};
}

} // namespace docbuild
