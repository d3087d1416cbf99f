#include "lib/host/affinity.hpp"

namespace docbuild {

std::optional<unsigned> processors_by_affinity() {
    return std::nullopt;
}

} // namespace docbuild
